package org.espalier.estimator.smile.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.espalier.benchmarks.Coefficients;
import org.espalier.benchmarks.Measurement;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.store.internal.MemoryMappedReader;

/**
 * Solves the Lasso of a small trajectory by Smile some times, for one λ, and prints what {@link
 * Measurement} tells of it.
 */
public final class SmileRun {
  private static final SmileLassoOptions OPTIONS = new SmileLassoOptions(0.1, 1e-4, 1000);

  private SmileRun() {}

  /**
   * Runs.
   *
   * @param args trajectory, runs, file for the coefficients
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: SmileRun TRAJECTORY RUNS COEFFICIENTS.npy");
      System.exit(2);
    }
    Coefficients coefficients = new Coefficients();
    try (Trajectory trajectory = new MemoryMappedReader().open(Path.of(args[0]))) {
      CausalEvidence evidence =
          Measurement.repeat(
              Integer.parseInt(args[1]),
              () -> new InteriorPoint(OPTIONS).estimate(trajectory, Progress.NONE));
      coefficients.addAll(0, evidence.gamma());
    }
    coefficients.write(Path.of(args[2]));
  }
}
