package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cancelling ends an estimate soon, whatever it is at; two at once don't disturb each other. */
class LassoThreadsTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Cancelled some time after it was first told of a phase, or after the start. */
  private static final class Phase implements Progress {
    private final String phase;
    private final long delay;
    private volatile long reached;

    Phase(String phase, Duration delay) {
      this.phase = phase;
      this.delay = delay.toNanos();
      this.reached = phase.isEmpty() ? System.nanoTime() : Long.MAX_VALUE;
    }

    @Override
    public void at(long done, long total, String what) {
      if (reached == Long.MAX_VALUE && phase.equals(done + "/" + total + " " + what)) {
        reached = System.nanoTime();
      }
    }

    /** Nanoseconds since it was cancelled, negative before. */
    long since() {
      return reached == Long.MAX_VALUE ? -1 : System.nanoTime() - reached - delay;
    }

    @Override
    public boolean isCancelled() {
      return since() >= 0;
    }
  }

  /** Measures how long nobody asks whether to go on. */
  private static final class Pauses implements Progress {
    private long last = System.nanoTime();
    private long longest;

    @Override
    public void at(long done, long total, String what) {}

    @Override
    public synchronized boolean isCancelled() {
      long now = System.nanoTime();
      longest = Math.max(longest, now - last);
      last = now;
      return false;
    }

    synchronized Duration longest() {
      isCancelled();
      return Duration.ofNanos(longest);
    }
  }

  /** Rows that overlap in memory, so that many of them are no burden. */
  private record Overlapping(FloatBuffer pool, int rows, int columns) implements FloatRows {
    private static final int STEP = 37;

    static Overlapping of(Random random, int rows, int columns) {
      float[] pool = new float[columns + STEP * rows];
      for (int i = 0; i < pool.length; i++) {
        pool[i] = random.nextFloat() - 0.5f;
      }
      return new Overlapping(FloatBuffer.wrap(pool), rows, columns);
    }

    @Override
    public FloatBuffer row(int row) {
      return pool.slice(row * STEP, columns).asReadOnlyBuffer();
    }
  }

  /** A trajectory with other updates. */
  private record Large(Trajectory small, FloatRows updates) implements Trajectory {
    static Large of(int rows, int columns) {
      Random random = new Random(rows);
      double[] changes = random.doubles(rows, -1, 1).toArray();
      Trajectory small = Fixture.of(new float[rows][1], changes);
      return new Large(small, Overlapping.of(random, rows, columns));
    }

    @Override
    public TrajectoryManifest manifest() {
      return small.manifest();
    }

    @Override
    public Optional<FloatRows> gradients() {
      return Optional.empty();
    }

    @Override
    public Losses losses() {
      return small.losses();
    }

    @Override
    public float[] weights() {
      return small.weights();
    }

    @Override
    public void close() {
      small.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "first pass, 2000, 2000000, RATIO, 0.1, '', 50",
    "homotopy, 2000, 3000, RATIO, 0.001, '', 400",
    "passes, 400, 1000000, EBIC, 0.1, 1/100 λ solved, 50",
    "cross-validation, 300, 200000, CROSS_VALIDATION, 0.1, 100/100 λ solved, 50",
    "stability selection, 300, 200000, RATIO, 0.3, 0/20 pairs of subsamples, 100",
  })
  void cancellingEndsWithinASecond(
      String name,
      int rows,
      int columns,
      LambdaChoice choice,
      double ratio,
      String phase,
      long millis) {
    Trajectory trajectory = Large.of(rows, columns);
    LassoOptions options =
        options(choice, ratio, choice == LambdaChoice.RATIO && phase.length() > 0, 100);
    Phase progress = new Phase(phase, Duration.ofMillis(millis));
    assertThrows(
        CancelledException.class,
        () -> new LassoGranger(options).estimate(trajectory, 0, progress));
    Duration took = Duration.ofNanos(progress.since());
    assertTrue(took.compareTo(SOON) < 0, took + " after cancelling the " + name);
  }

  @ParameterizedTest
  @CsvSource({"500, 20000, CROSS_VALIDATION, 0.1", "300, 2000, RATIO, 0.05"})
  void neverLongWithoutAskingWhetherToGoOn(
      int rows, int columns, LambdaChoice choice, double ratio) {
    Pauses pauses = new Pauses();
    LassoOptions options = options(choice, ratio, true, 20);
    new LassoGranger(options).estimate(Large.of(rows, columns), 0, pauses);
    assertTrue(pauses.longest().compareTo(SOON) < 0, pauses.longest() + " without asking");
  }

  @Test
  void twoAtOnceGiveWhatTheyGiveAlone() throws Exception {
    List<Trajectory> trajectories = List.of(Large.of(60, 20_000), Large.of(80, 10_000));
    LassoOptions options = options(LambdaChoice.EBIC, 0.1, true, 20);
    List<CausalEvidence> alone = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      alone.add(new LassoGranger(options).estimate(trajectory, 5, Progress.NONE));
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<CausalEvidence>> together = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (Trajectory trajectory : trajectories) {
          together.add(
              threads.submit(
                  () -> new LassoGranger(options).estimate(trajectory, 5, Progress.NONE)));
        }
      }
      for (int i = 0; i < together.size(); i++) {
        CausalEvidence expected = alone.get(i % 2);
        CausalEvidence found = together.get(i).get();
        assertArrayEquals(expected.gamma(), found.gamma());
        assertEquals(expected.details(), found.details());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static LassoOptions options(
      LambdaChoice choice, double ratio, boolean stability, int pathLength) {
    return new LassoOptions(
        Granularity.WEIGHT,
        choice,
        ratio,
        pathLength,
        0.01,
        5,
        stability,
        20,
        0.75,
        1,
        0,
        1e-4,
        true,
        GrangerForm.INSTANTANEOUS,
        1,
        1_000_000);
  }
}
