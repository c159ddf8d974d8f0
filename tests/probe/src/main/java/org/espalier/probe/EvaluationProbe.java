package org.espalier.probe;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.espalier.core.Progress;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Measures a saved model on the digits; the runnable is called whenever the work asks whether it
 * should go on.
 */
@Component(property = "espalier.probe=evaluation")
public final class EvaluationProbe implements BiFunction<Path, Runnable, Map<String, Object>> {
  private final Workbench workbench;

  @Activate
  public EvaluationProbe(@Reference Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public Map<String, Object> apply(Path model, Runnable asked) {
    Work.Evaluated result =
        workbench.evaluate(
            new Work.EvaluateRequest(model, "digits", Optional.of(Work.Part.TEST), 0),
            asking(asked));
    return Map.of(
        "accuracy", result.evaluation().accuracy(),
        "loss", result.evaluation().loss(),
        "parameters", result.total(),
        "flops", result.flops());
  }

  private static Progress asking(Runnable asked) {
    return new Progress() {
      @Override
      public void at(long done, long total, String what) {}

      @Override
      public boolean isCancelled() {
        asked.run();
        return false;
      }
    };
  }
}
