package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.function.Executable;

/** What the tests of this package expect again and again. */
final class Expect {
  private Expect() {}

  /** The trajectory is the first steps of {@link Sample}, of any width. */
  static void sample(Trajectory trajectory, int steps) {
    int parameters = trajectory.manifest().layout().size();
    assertEquals(steps, trajectory.steps());
    assertEquals(parameters, trajectory.updates().columns());
    Losses losses = trajectory.losses();
    assertEquals(steps, losses.size());
    for (int t = 0; t < steps; t++) {
      assertArrayEquals(Sample.updates(t, parameters), row(trajectory.updates(), t), "row " + t);
      assertEquals(Sample.lossBefore(t), losses.before(t));
      assertEquals(Sample.lossAfter(t), losses.after(t));
    }
    trajectory
        .gradients()
        .ifPresent(
            gradients -> {
              assertEquals(steps, gradients.rows());
              for (int t = 0; t < steps; t++) {
                assertArrayEquals(Sample.gradients(t, parameters), row(gradients, t));
              }
            });
    assertArrayEquals(Sample.weights(steps, parameters), trajectory.weights());
  }

  static float[] row(FloatRows rows, int row) {
    float[] values = new float[rows.columns()];
    rows.row(row).get(values);
    return values;
  }

  /** One line that holds the text. */
  static void refused(Class<? extends Exception> type, String text, Executable call) {
    String message = String.valueOf(assertThrows(type, call).getMessage());
    assertTrue(message.contains(text), message);
    assertEquals(1, message.lines().count(), message);
  }
}
