package org.espalier.harness.internal.run;

import java.util.List;
import org.espalier.core.Progress;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ModelChoice;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Stage;

/**
 * An experiment with its data, its networks and its plan.
 *
 * @param experiment what is compared
 * @param networks what is pruned
 * @param plan what each seed does
 */
record Setting(Experiment experiment, DenseNetworks networks, Plan plan) {
  /**
   * Loads the data and looks at what is installed.
   *
   * @throws IllegalArgumentException if the experiment names something that isn't there
   */
  static Setting of(Experiment experiment, Plugins plugins, Progress progress) {
    LoadedData loaded = DatasetLoader.load(experiment.dataset());
    DenseNetworks networks =
        experiment.model() instanceof SavedModel saved
            ? new SavedNetwork(saved, loaded, plugins, progress)
            : new NewNetworks(experiment, (ModelChoice) experiment.model(), loaded);
    return new Setting(experiment, networks, Plan.of(experiment, plugins, networks.abilities()));
  }

  /** The stages that each method is measured at. */
  List<Stage> stages() {
    return RunContext.stages(experiment, networks);
  }

  /** How many cells the experiment has, the dense controls with them. */
  int cells() {
    return experiment.seeds() * (1 + plan.cells().size() * stages().size());
  }
}
