package org.espalier.policy.causal.internal.surgeon;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Stages;

/**
 * The surgeon without flow by its formulas: every curvature in full, every solution anew, inverses
 * by Gauss and Jordan.
 */
final class NaiveSurgeon {
  private final double[][] rows;
  private final double[] theta;
  private final List<int[]> units = new ArrayList<>();
  private final List<double[][]> curvatures = new ArrayList<>();
  private final double delta;

  /** Kept weights that have answered, and what the next cut of each would cost; p values each. */
  static final class Solution {
    final double[] weights;
    final double[] scores;

    Solution(int parameters) {
      weights = new double[parameters];
      scores = new double[parameters];
    }
  }

  /** What is kept at the end, the weights then, and the cost of each cut weight at its cut. */
  static final class Operation {
    final BitSet kept;
    final double[] weights;
    final double[] effects;

    private Operation(BitSet kept, double[] weights, double[] effects) {
      this.kept = kept;
      this.weights = weights;
      this.effects = effects;
    }
  }

  NaiveSurgeon(ParameterLayout layout, float[][] gradients, float[] weights, double damping) {
    rows = new double[gradients.length][weights.length];
    for (int t = 0; t < rows.length; t++) {
      double length = 0;
      for (float g : gradients[t]) {
        length += (double) g * g;
      }
      for (int k = 0; k < weights.length; k++) {
        rows[t][k] = gradients[t][k] / Math.sqrt(length);
      }
    }
    theta = IntStream.range(0, weights.length).mapToDouble(k -> weights[k]).toArray();
    delta = damping * meanSquare(layout);
    for (Parameter tensor : layout.prunable()) {
      if (tensor.role() == ParameterRole.WEIGHT) {
        addLayer(layout, tensor);
      }
    }
  }

  private double meanSquare(ParameterLayout layout) {
    double sum = 0;
    for (Parameter tensor : layout.prunable()) {
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        for (double[] row : rows) {
          sum += row[k] * row[k] / rows.length;
        }
      }
    }
    return sum / layout.prunableSize();
  }

  private void addLayer(ParameterLayout layout, Parameter tensor) {
    List<int[]> layer = new ArrayList<>();
    for (int j = 0; j < tensor.units(); j++) {
      int first = tensor.offset() + j * tensor.fanIn();
      IntStream own = IntStream.range(first, first + tensor.fanIn());
      int unit = j;
      layer.add(
          layout
              .find(tensor.layer() + ".b")
              .map(b -> IntStream.concat(own, IntStream.of(b.offset() + unit)))
              .orElse(own)
              .toArray());
    }
    int size = layer.get(0).length;
    double[][] shared = new double[size][size];
    for (int[] unit : layer) {
      add(shared, 1, outer(unit));
    }
    double kappa = size / (double) (size + rows.length);
    for (int[] unit : layer) {
      double[][] own = outer(unit);
      double[][] f = new double[size][size];
      add(f, 1 - kappa, own);
      add(f, kappa * trace(own) / trace(shared), shared);
      for (int i = 0; i < size; i++) {
        f[i][i] += delta;
      }
      units.add(unit);
      curvatures.add(f);
    }
  }

  /** C = ⟨g gᵀ⟩ of a unit. */
  double[][] outer(int[] unit) {
    double[][] c = new double[unit.length][unit.length];
    for (double[] row : rows) {
      for (int i = 0; i < unit.length; i++) {
        for (int j = 0; j < unit.length; j++) {
          c[i][j] += row[unit[i]] * row[unit[j]] / rows.length;
        }
      }
    }
    return c;
  }

  /** δ. */
  double delta() {
    return delta;
  }

  /** Indices in θ of each unit's parameters, the bias last. */
  List<int[]> units() {
    return units;
  }

  /** w_K = θ_K + (F_KK)⁻¹ F_KR θ_R and ½ w² ÷ [(F_KK)⁻¹]ₖₖ; 0 for what is cut. */
  Solution solve(BitSet kept) {
    Solution solution = new Solution(theta.length);
    for (int u = 0; u < units.size(); u++) {
      solve(curvatures.get(u), units.get(u), theta, kept, solution);
    }
    return solution;
  }

  static void solve(double[][] f, int[] unit, double[] theta, BitSet kept, Solution into) {
    int[] k = IntStream.range(0, unit.length).filter(i -> kept.get(unit[i])).toArray();
    int[] r = IntStream.range(0, unit.length).filter(i -> !kept.get(unit[i])).toArray();
    double[][] inverse = inverse(block(f, k, k));
    double[][] coupling = block(f, k, r);
    for (int i = 0; i < k.length; i++) {
      double weight = theta[unit[k[i]]];
      for (int j = 0; j < k.length; j++) {
        for (int m = 0; m < r.length; m++) {
          weight += inverse[i][j] * coupling[j][m] * theta[unit[r[m]]];
        }
      }
      into.weights[unit[k[i]]] = weight;
      into.scores[unit[k[i]]] = weight * weight / inverse[i][i] / 2;
    }
  }

  /** ½ vᵀFv over all units, for v from θ to other weights. */
  double cost(double[] moved) {
    double cost = 0;
    for (int u = 0; u < units.size(); u++) {
      int[] unit = units.get(u);
      for (int i = 0; i < unit.length; i++) {
        for (int j = 0; j < unit.length; j++) {
          cost +=
              (moved[unit[i]] - theta[unit[i]])
                  * curvatures.get(u)[i][j]
                  * (moved[unit[j]] - theta[unit[j]])
                  / 2;
        }
      }
    }
    return cost;
  }

  /** Cuts in the stages of a request, of all prunable weights the least first. */
  Operation prune(PruningRequest request) {
    BitSet kept = request.alive().toBitSet();
    double[] effects = new double[theta.length];
    for (int keep : Stages.of(request)) {
      double[] scores = solve(kept).scores;
      request.layout().prunable().stream()
          .flatMapToInt(p -> IntStream.range(p.offset(), p.end()))
          .filter(kept::get)
          .boxed()
          .sorted(Comparator.comparingDouble(k -> scores[k]))
          .limit(keptPrunable(request, kept) - keep)
          .toList()
          .forEach(
              k -> {
                kept.clear(k);
                effects[k] = scores[k];
              });
    }
    return new Operation(kept, solve(kept).weights, effects);
  }

  private static int keptPrunable(PruningRequest request, BitSet kept) {
    return request.layout().prunable().stream()
        .mapToInt(p -> kept.get(p.offset(), p.end()).cardinality())
        .sum();
  }

  private static void add(double[][] to, double factor, double[][] matrix) {
    for (int i = 0; i < to.length; i++) {
      for (int j = 0; j < to.length; j++) {
        to[i][j] += factor * matrix[i][j];
      }
    }
  }

  private static double trace(double[][] matrix) {
    return IntStream.range(0, matrix.length).mapToDouble(i -> matrix[i][i]).sum();
  }

  private static double[][] block(double[][] matrix, int[] rows, int[] columns) {
    double[][] block = new double[rows.length][columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        block[i][j] = matrix[rows[i]][columns[j]];
      }
    }
    return block;
  }

  /** Of a positive definite matrix, so that no pivot vanishes. */
  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[i], 0, a[i], 0, n);
      a[i][n + i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double lead = a[pivot][pivot];
      for (int j = 0; j < 2 * n; j++) {
        a[pivot][j] /= lead;
      }
      for (int i = 0; i < n; i++) {
        double factor = i == pivot ? 0 : a[i][pivot];
        for (int j = 0; factor != 0 && j < 2 * n; j++) {
          a[i][j] -= factor * a[pivot][j];
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = java.util.Arrays.copyOfRange(a[i], n, 2 * n);
    }
    return inverse;
  }
}
