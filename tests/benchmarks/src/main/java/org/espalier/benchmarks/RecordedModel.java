package org.espalier.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.store.internal.MemoryMappedReader;

/** The model that a trajectory is of: a chain of layers, each fed by the one before. */
public final class RecordedModel implements AutoCloseable {
  private final Trajectory trajectory;
  private final ParameterLayout layout;

  private RecordedModel(Trajectory trajectory, ParameterLayout layout) {
    this.trajectory = trajectory;
    this.layout = layout;
  }

  /** Opens a trajectory's folder. */
  public static RecordedModel open(Path folder) {
    Trajectory trajectory = new MemoryMappedReader().open(folder);
    return new RecordedModel(trajectory, chained(trajectory.manifest().layout()));
  }

  /** A manifest doesn't tell connections; the models measured here are chains. */
  private static ParameterLayout chained(ParameterLayout layout) {
    List<Parameter> weights = layout.prunable();
    List<Connection> connections = new ArrayList<>();
    for (int i = 1; i < weights.size(); i++) {
      connections.add(new Connection(weights.get(i - 1).name(), weights.get(i).name()));
    }
    return new ParameterLayout(layout.parameters(), connections);
  }

  public Trajectory trajectory() {
    return trajectory;
  }

  /** The request to prune the trained weights. */
  public PruningRequest request(double sparsity) {
    return PruningRequest.builder(layout, trajectory.weights(), sparsity)
        .trajectory(trajectory)
        .build();
  }

  @Override
  public void close() {
    trajectory.close();
  }
}
