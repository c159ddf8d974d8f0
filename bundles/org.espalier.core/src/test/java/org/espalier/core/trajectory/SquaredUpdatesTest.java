package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.junit.jupiter.api.Test;

class SquaredUpdatesTest {
  private static final float[][] SMALL = {{1, -2}, {3, 0}, {-0.5f, 4}};

  @Test
  void sumsSquares() {
    assertArrayEquals(
        new double[] {10.25, 20}, SquaredUpdates.sum(new Rows(SMALL), Progress.NONE), 0);
  }

  /** Rates 0.5 for the first two steps, 0.25 from then on. */
  @Test
  void dividesEachStepByItsOwnRate() {
    assertArrayEquals(
        new double[] {(4 + 36 + 4) / 3.0, (16 + 0 + 256) / 3.0},
        SquaredUpdates.meanByRate(new Rows(SMALL), Progress.NONE),
        1e-14);
  }

  @Test
  void sumsEveryTileInTheOrderOfTheSteps() {
    Random random = new Random(3);
    float[][] updates = new float[37][10_001];
    double[] expected = new double[10_001];
    for (float[] row : updates) {
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) random.nextGaussian();
        expected[k] += (double) row[k] * row[k];
      }
    }
    assertArrayEquals(expected, SquaredUpdates.sum(new Rows(updates), Progress.NONE), 0);
  }

  @Test
  void namesTheUpdateThatIsNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Rows rows = new Rows(new float[][] {{1, 2}, {1, bad}});
      assertEquals(
          "updates.npy: %s in row 1, column 1; record the trajectory again from a training that does not diverge"
              .formatted(bad),
          assertThrows(InvalidDataException.class, () -> SquaredUpdates.sum(rows, Progress.NONE))
              .getMessage());
    }
  }

  @Test
  void refusesATrajectoryWithoutSteps() {
    Rows none = new Rows(new float[0][2]);
    assertThrows(InvalidDataException.class, () -> SquaredUpdates.sum(none, Progress.NONE));
    assertThrows(InvalidDataException.class, () -> SquaredUpdates.meanByRate(none, Progress.NONE));
  }

  @Test
  void tellsHowFarItIsAndStops() {
    StringBuilder told = new StringBuilder();
    Progress untilSixteen =
        new Progress() {
          private boolean cancelled;

          @Override
          public void at(long done, long total, String what) {
            told.append(done).append('/').append(total).append(' ').append(what);
            cancelled = true;
          }

          @Override
          public boolean isCancelled() {
            return cancelled;
          }
        };
    Rows rows = new Rows(new float[40][2]);
    assertThrows(CancelledException.class, () -> SquaredUpdates.sum(rows, untilSixteen));
    assertEquals("16/40 steps read", told.toString());
  }

  private static final class Rows implements Trajectory, FloatRows {
    private final float[][] values;

    Rows(float[][] values) {
      this.values = values;
    }

    @Override
    public TrajectoryManifest manifest() {
      Parameter parameter =
          new Parameter("w", "w", ParameterRole.WEIGHT, List.of(columns()), 0, true, 1);
      return new TrajectoryManifest(
          new ParameterLayout(List.of(parameter)),
          "sgd",
          Map.of(),
          List.of(new RatePhase(0, 0.5), new RatePhase(2, 0.25)),
          LossAfter.SAME_MINIBATCH,
          0,
          "none",
          "",
          Map.of(),
          true);
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public int columns() {
      return values.length == 0 ? 2 : values[0].length;
    }

    @Override
    public FloatBuffer row(int row) {
      return FloatBuffer.wrap(values[row]).asReadOnlyBuffer();
    }

    @Override
    public FloatRows updates() {
      return this;
    }

    @Override
    public Optional<FloatRows> gradients() {
      return Optional.empty();
    }

    @Override
    public Losses losses() {
      return new Losses(new double[rows()], new double[rows()]);
    }

    @Override
    public float[] weights() {
      return new float[columns()];
    }

    @Override
    public void close() {}
  }
}
