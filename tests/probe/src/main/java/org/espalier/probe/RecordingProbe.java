package org.espalier.probe;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Records 50 steps of a small network into a folder under a weight decay, for a caller who gives up
 * after being asked so many times; gives the steps recorded.
 */
@Component(property = "espalier.probe=recording")
public final class RecordingProbe implements BiFunction<Path, Double, Function<Integer, Integer>> {
  private final Workbench workbench;

  @Activate
  public RecordingProbe(@Reference Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public Function<Integer, Integer> apply(Path out, Double weightDecay) {
    Work.RecordRequest request =
        new Work.RecordRequest(
            "mlp:64-16-10",
            "digits",
            50,
            new TrainingRecipe(
                Optimizer.SGD, 0.02, RateSchedule.CONSTANT, 0, 64, 1, 0, weightDecay),
            LossAfter.SAME_MINIBATCH,
            false,
            0,
            out);
    return patience -> workbench.record(request, new Patience(patience)).report().steps();
  }

  private static final class Patience implements Progress {
    private final AtomicInteger left;

    Patience(int times) {
      left = new AtomicInteger(times);
    }

    @Override
    public void at(long done, long total, String what) {}

    @Override
    public boolean isCancelled() {
      return left.decrementAndGet() < 0;
    }
  }
}
