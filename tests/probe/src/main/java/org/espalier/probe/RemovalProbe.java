package org.espalier.probe;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Cuts half the weights of a saved model by whole units, and takes those out that are unread. */
@Component(property = "espalier.probe=removal")
public final class RemovalProbe implements BiFunction<Path, Path, Map<String, Object>> {
  private final Workbench workbench;

  @Activate
  public RemovalProbe(@Reference Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public Map<String, Object> apply(Path model, Path out) {
    Work.Pruned pruned =
        workbench.prune(
            new Work.PruneRequest(
                model,
                "magnitude:granularity=unit",
                0.5,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Options.none(),
                false,
                true,
                0,
                out),
            Progress.NONE);
    Work.Removal removal = pruned.removal().orElseThrow();
    return Map.of(
        "units", pruned.units().orElseThrow().unread(),
        "parametersBefore", removal.before().parameters(),
        "parameters", removal.after().parameters(),
        "flopsBefore", removal.before().flops(),
        "flops", removal.after().flops());
  }
}
