package org.espalier.harness.internal.intervention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.espalier.harness.evidence.Resolution;

/**
 * Least squares of the pairs' loss changes on the blocks' energies, yᵣ = Σ_b γ_b ‖Δᵣ_b‖² + εᵣ,
 * without an intercept, for where nothing is perturbed nothing changes.
 *
 * <p>A block that the loss is more sensitive to leaves more noise in its own pairs, so the standard
 * errors are those of MacKinnon and White (1985), HC3, which need no equal variances: with
 * residuals eᵣ and leverages hᵣ, from the diagonal of (XᵀX)⁻¹ Xᵀ diag(eᵣ² ÷ (1 − hᵣ)²) X (XᵀX)⁻¹.
 */
final class BlockRegression {
  private static final double ERRORS = 2;

  /** XᵀX of more takes too long to invert for a report. */
  private static final int MOST_BLOCKS = 2000;

  /**
   * Pairs that each block must be in, and those that it is in on the average if there are enough.
   */
  private static final int LEAST_EACH = 3;

  private static final int ENOUGH_EACH = 16;
  private static final double RANK_TOLERANCE = 1e-10;

  private final Blocks blocks;
  private final List<int[]> columns = new ArrayList<>();
  private final List<double[]> energies = new ArrayList<>();
  private final List<Double> changes = new ArrayList<>();

  BlockRegression(Blocks blocks) {
    this.blocks = blocks;
  }

  /**
   * Adds a pair.
   *
   * @param drawn its blocks
   * @param squares ‖Δ‖² of each
   * @param change mean of its two loss changes
   */
  void add(int[] drawn, double[] squares, double change) {
    columns.add(drawn.clone());
    energies.add(squares.clone());
    changes.add(change);
  }

  /** γ of each block and its standard error. */
  static final class Fit {
    final double[] gamma;
    final double[] errors;

    private Fit(double[] gamma, double[] errors) {
      this.gamma = gamma;
      this.errors = errors;
    }
  }

  Resolution resolution() {
    int count = blocks.count();
    int enough = 2 * (int) Math.ceil(ENOUGH_EACH / blocks.participation());
    Optional<Fit> fit = count > MOST_BLOCKS ? Optional.empty() : fit();
    if (fit.isEmpty()) {
      return new Resolution(count, changes.size(), OptionalDouble.empty(), 0, enough);
    }
    double[] detectable = new double[count];
    int standing = 0;
    for (int b = 0; b < count; b++) {
      double norm = blocks.squaredNorm(b);
      detectable[b] = ERRORS * fit.get().errors[b] * norm;
      standing += Math.abs(fit.get().gamma[b]) * norm > detectable[b] ? 1 : 0;
    }
    OptionalDouble median = OptionalDouble.of(new Median().evaluate(detectable));
    return new Resolution(count, changes.size(), median, standing, enough);
  }

  /** Empty where there are too few pairs for so many blocks. */
  Optional<Fit> fit() {
    double[] scales = scales();
    if (changes.size() <= scales.length || isSeldom()) {
      return Optional.empty();
    }
    double[][] inverse;
    try {
      inverse =
          new CholeskyDecomposition(
                  new Array2DRowRealMatrix(gram(scales), false), RANK_TOLERANCE, RANK_TOLERANCE)
              .getSolver()
              .getInverse()
              .getData();
    } catch (NonPositiveDefiniteMatrixException e) {
      return Optional.empty();
    }
    double[] gamma = new double[scales.length];
    for (int r = 0; r < changes.size(); r++) {
      addTo(gamma, projected(inverse, r, scales), changes.get(r));
    }
    double[] variances = new double[scales.length];
    for (int r = 0; r < changes.size(); r++) {
      double[] projected = projected(inverse, r, scales);
      double error = changes.get(r) - product(gamma, r, scales);
      double jackknifed = error / (1 - product(projected, r, scales));
      for (int b = 0; b < variances.length; b++) {
        variances[b] += Math.pow(jackknifed * projected[b], 2);
      }
    }
    double[] errors = new double[scales.length];
    for (int b = 0; b < errors.length; b++) {
      gamma[b] /= scales[b];
      errors[b] = Math.sqrt(variances[b]) / scales[b];
    }
    return Optional.of(new Fit(gamma, errors));
  }

  private boolean isSeldom() {
    int[] pairs = new int[blocks.count()];
    columns.forEach(
        drawn -> {
          for (int b : drawn) {
            pairs[b]++;
          }
        });
    return java.util.Arrays.stream(pairs).anyMatch(n -> n < LEAST_EACH);
  }

  /** Lengths of the columns of X, by which they are divided. */
  private double[] scales() {
    double[] scales = new double[blocks.count()];
    for (int r = 0; r < columns.size(); r++) {
      for (int i = 0; i < columns.get(r).length; i++) {
        scales[columns.get(r)[i]] += Math.pow(energies.get(r)[i], 2);
      }
    }
    for (int b = 0; b < scales.length; b++) {
      scales[b] = Math.sqrt(scales[b]);
    }
    return scales;
  }

  private double[][] gram(double[] scales) {
    double[][] gram = new double[scales.length][scales.length];
    for (int r = 0; r < columns.size(); r++) {
      int[] drawn = columns.get(r);
      for (int i = 0; i < drawn.length; i++) {
        for (int j = 0; j < drawn.length; j++) {
          gram[drawn[i]][drawn[j]] += value(r, i, scales) * value(r, j, scales);
        }
      }
    }
    return gram;
  }

  private double value(int row, int i, double[] scales) {
    return energies.get(row)[i] / scales[columns.get(row)[i]];
  }

  /** (XᵀX)⁻¹xᵣ. */
  private double[] projected(double[][] inverse, int row, double[] scales) {
    double[] sum = new double[scales.length];
    int[] drawn = columns.get(row);
    for (int i = 0; i < drawn.length; i++) {
      addTo(sum, inverse[drawn[i]], value(row, i, scales));
    }
    return sum;
  }

  /** xᵣᵀ times a vector. */
  private double product(double[] vector, int row, double[] scales) {
    double sum = 0;
    int[] drawn = columns.get(row);
    for (int i = 0; i < drawn.length; i++) {
      sum += value(row, i, scales) * vector[drawn[i]];
    }
    return sum;
  }

  private static void addTo(double[] sum, double[] values, double factor) {
    for (int b = 0; b < sum.length; b++) {
      sum[b] += factor * values[b];
    }
  }
}
