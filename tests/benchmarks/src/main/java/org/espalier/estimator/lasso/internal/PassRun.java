package org.espalier.estimator.lasso.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.store.internal.MemoryMappedReader;

/**
 * Passes over a trajectory with 1, 4 and 16 vectors; prints a line of JSON for each: the bytes of
 * updates in a pass, and the seconds of each pass in a warm JVM.
 */
public final class PassRun {
  private static final int[] VECTORS = {1, 4, 16};
  private static final double WARM_UP_SECONDS = 2;

  private PassRun() {}

  /**
   * Runs.
   *
   * @param args trajectory, passes to measure
   */
  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: PassRun TRAJECTORY PASSES");
      System.exit(2);
    }
    int passes = Integer.parseInt(args[1]);
    try (Trajectory trajectory = new MemoryMappedReader().open(Path.of(args[0]))) {
      LassoProblem problem = new LassoProblem(trajectory, LassoOptions.DEFAULTS, Progress.NONE);
      long bytes = 4L * trajectory.updates().rows() * trajectory.updates().columns();
      for (int vectors : VECTORS) {
        List<double[]> chosen = uniform(vectors, problem.features().rows());
        warmUp(problem.pass(), chosen);
        System.out.printf(
            "{\"loop\": \"%d vector%s\", \"bytes\": %d, \"seconds\": %s}%n",
            vectors, vectors == 1 ? "" : "s", bytes, seconds(problem.pass(), chosen, passes));
      }
    }
  }

  static List<double[]> uniform(int vectors, int rows) {
    Random random = new Random(1);
    List<double[]> all = new ArrayList<>();
    for (int j = 0; j < vectors; j++) {
      all.add(random.doubles(rows, -1, 1).toArray());
    }
    return all;
  }

  private static void warmUp(FeaturePass pass, List<double[]> vectors) {
    for (double spent = 0; spent < WARM_UP_SECONDS; ) {
      spent += seconds(pass, vectors, 1).get(0);
    }
  }

  private static List<Double> seconds(FeaturePass pass, List<double[]> vectors, int passes) {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < passes; i++) {
      long start = System.nanoTime();
      pass.run(vectors, (vector, from, products, width) -> {}, Progress.NONE);
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return seconds;
  }
}
