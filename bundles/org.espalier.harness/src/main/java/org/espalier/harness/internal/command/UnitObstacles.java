package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.EspalierException;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.pruning.Pruning;

/**
 * What keeps units in a model when whole ones are asked for: parts of it that aren't followed.
 *
 * @param byTensor names of the weight tensors whose units stay, each with what is in the way
 */
record UnitObstacles(Map<String, String> byTensor) {
  /** None: single weights are cut. */
  static final UnitObstacles NONE = new UnitObstacles(Map.of());

  /**
   * The obstacles of a model.
   *
   * @throws EspalierException if they leave no unit that can go; the line names the first
   */
  static UnitObstacles of(PrunableModel model, Path file) {
    if (!(model instanceof ReducibleModel reducible)) {
      return NONE;
    }
    Map<String, String> obstacles = reducible.obstacles();
    if (!obstacles.isEmpty() && model.layout().connections().isEmpty()) {
      Map.Entry<String, String> first = obstacles.entrySet().iterator().next();
      throw new EspalierException(
          first.getKey().isEmpty()
              ? "units can't be followed: " + first.getValue()
              : "no unit of %s can go: %s is in the way of those of %s; prune single weights instead"
                  .formatted(file, first.getValue(), first.getKey()));
    }
    return new UnitObstacles(obstacles);
  }

  /** The cut with a note for each obstacle. */
  Pruning noted(Pruning pruning) {
    Map<String, List<String>> byObstacle = new LinkedHashMap<>();
    byTensor.forEach(
        (tensor, obstacle) ->
            byObstacle.computeIfAbsent(obstacle, o -> new ArrayList<>()).add(tensor));
    Pruning noted = pruning;
    for (Map.Entry<String, List<String>> each : byObstacle.entrySet()) {
      noted =
          noted.withNote(
              "the units of %s stay: %s is in the way"
                  .formatted(String.join(", ", each.getValue()), each.getKey()));
    }
    return noted;
  }
}
