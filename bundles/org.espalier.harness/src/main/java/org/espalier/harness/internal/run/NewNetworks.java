package org.espalier.harness.internal.run;

import java.util.List;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.ModelSource;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ModelChoice;
import org.espalier.harness.internal.data.LoadedData;

/** Networks that are trained here, one a seed. */
final class NewNetworks implements DenseNetworks {
  private final Experiment experiment;
  private final LoadedData data;
  private final Architecture architecture;

  /**
   * @throws IllegalArgumentException if the data don't fit the network
   */
  NewNetworks(Experiment experiment, ModelChoice model, LoadedData loaded) {
    this.experiment = experiment;
    this.data = loaded.with(model.fit(loaded.data()));
    this.architecture = model.architecture(data.data());
  }

  @Override
  public LoadedData data() {
    return data;
  }

  @Override
  public String name() {
    return architecture.name();
  }

  @Override
  public String recipe() {
    return experiment.training().id();
  }

  @Override
  public Abilities abilities() {
    return Abilities.ALL;
  }

  @Override
  public ModelSource source() {
    return source(0);
  }

  private ModelSource source(long weightSeed) {
    return new ModelSource.New(architecture, weightSeed);
  }

  @Override
  public TrainedSeed dense(RunContext context, long seed, List<String> notes) {
    return new SeedTrainer(context).train(seed, this::source);
  }

  @Override
  public String failure() {
    return "training failed: ";
  }
}
