package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;

class TrajectoryWindowTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(1, 1);

  /** Rates 0.1 in rows 0 and 1, 0.05 from row 2 on. */
  private static final Trajectory WHOLE =
      MemoryTrajectory.of(
          Fixtures.manifest(LAYOUT, 4),
          new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}},
          new float[][] {{10, 20}, {30, 40}, {50, 60}, {70, 80}},
          new Losses(new double[] {4, 3, 2, 1}, new double[] {3.5, 2.5, 1.5, 0.5}),
          new float[] {100, 200});

  @Test
  void showsItsRowsAsATrajectory() {
    Trajectory window = new TrajectoryWindow(WHOLE, 1, 3);
    assertEquals(2, window.steps());
    assertEquals(3, window.updates().row(0).get(0));
    assertEquals(60, window.gradients().orElseThrow().row(1).get(1));
    assertEquals(3, window.losses().before(0));
    assertEquals(1.5, window.losses().after(1));
    assertThrows(IndexOutOfBoundsException.class, () -> window.updates().row(2));
  }

  @Test
  void countsTheLearningRatesFromItsFirstRow() {
    assertEquals(
        List.of(new RatePhase(0, 0.1), new RatePhase(1, 0.05)),
        new TrajectoryWindow(WHOLE, 1, 4).manifest().rates());
    assertEquals(
        List.of(new RatePhase(0, 0.05)), new TrajectoryWindow(WHOLE, 3, 4).manifest().rates());
  }

  @Test
  void takesBackTheUpdatesAfterItsLastRow() {
    assertArrayEquals(new float[] {93, 192}, new TrajectoryWindow(WHOLE, 1, 3).weights());
    assertArrayEquals(new float[] {100, 200}, new TrajectoryWindow(WHOLE, 1, 4).weights());
  }

  @Test
  void refusesRowsThatAreNotThere() {
    assertThrows(IllegalArgumentException.class, () -> new TrajectoryWindow(WHOLE, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> new TrajectoryWindow(WHOLE, 2, 5));
  }
}
