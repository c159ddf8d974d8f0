package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.EvaluableModel;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.CallProgress;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Stage;

/**
 * What every cell of a run shares.
 *
 * @param experiment what is compared
 * @param networks what is pruned
 * @param plugins the services
 * @param results the folder of the results, where masks are kept
 * @param folder where trajectories are kept while they are needed
 * @param gradients whether they are recorded with their gradients
 * @param cancelled whether the run is to stop
 */
record RunContext(
    Experiment experiment,
    DenseNetworks networks,
    Plugins plugins,
    Path results,
    Path folder,
    boolean gradients,
    BooleanSupplier cancelled) {

  /** The options that the experiment gives a plugin. */
  Options options(String plugin) {
    return Options.of(experiment.options().getOrDefault(plugin, Map.of()));
  }

  List<Stage> stages() {
    return stages(experiment, networks);
  }

  /** The stages that the schedule measures, of those that the networks can come to. */
  static List<Stage> stages(Experiment experiment, DenseNetworks networks) {
    if (!networks.abilities().training()) {
      return List.of(Stage.ONE_SHOT);
    }
    return experiment.schedule().isOneShot()
        ? List.of(Stage.ONE_SHOT, Stage.FINE_TUNED)
        : List.of(Stage.FINE_TUNED);
  }

  /** The parts of the data for a seed. */
  DataSplit split(long seed) {
    return DataSplit.of(networks.data(), seed, experiment.measurements().validation());
  }

  /** What cutting single weights of a seed's dense network does, if that is asked for. */
  Optional<Ablation> ablation(EvaluableModel model, DataSplit split, long seed) {
    int count = experiment.measurements().ablations();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            Ablation.measure(
                model,
                split.train(),
                count,
                Seeds.derive(seed, Seeds.Purpose.ABLATIONS),
                cellProgress()));
  }

  /** A progress for one cell: only its cancelling counts. */
  Progress cellProgress() {
    return CallProgress.of(
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return cancelled.getAsBoolean();
          }
        });
  }
}
