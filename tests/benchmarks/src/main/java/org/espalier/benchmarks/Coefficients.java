package org.espalier.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.npy.Npy;

/** Coefficients that are not 0, of one λ after the other. */
public final class Coefficients {
  private final List<double[]> entries = new ArrayList<>();

  /**
   * Takes up one.
   *
   * @param lambda index of λ
   * @param column index of the parameter
   * @param gamma γ; loss per squared update
   */
  public void add(int lambda, int column, double gamma) {
    entries.add(new double[] {lambda, column, gamma});
  }

  /** Takes up those of p values that are not 0. */
  public void addAll(int lambda, double[] gamma) {
    for (int k = 0; k < gamma.length; k++) {
      if (gamma[k] != 0) {
        add(lambda, k, gamma[k]);
      }
    }
  }

  /** Writes float64, one row of index of λ, parameter and γ for each. */
  public void write(Path file) {
    double[] values = entries.stream().flatMapToDouble(Arrays::stream).toArray();
    Npy.writeDoubles(file, values, entries.size(), 3);
  }
}
