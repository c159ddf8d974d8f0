package org.espalier.core.pruning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Shares out the weights to keep among layers, or among parts of one, at the same density, within
 * bounds for each; what rounding leaves goes to the largest remainders, of equal ones to the
 * earlier layer.
 */
public final class LayerQuotas {
  private static final int BISECTIONS = 100;

  private final int[] sizes;
  private final int[] least;
  private final int[] most;

  /**
   * @param sizes weights of each layer
   * @param least weights to keep there at least
   * @param most weights that can be kept there
   */
  public LayerQuotas(int[] sizes, int[] least, int[] most) {
    this.sizes = sizes;
    this.least = least;
    this.most = most;
  }

  /**
   * The weights to keep in each layer.
   *
   * @param keep their sum, between the sums of the least and the most
   */
  public int[] share(int keep) {
    double[] exact = exact(keep);
    int[] quotas = Arrays.stream(exact).mapToInt(e -> (int) e).toArray();
    int[] byRemainder =
        IntStream.range(0, quotas.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> quotas[i] - exact[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int missing = keep - Arrays.stream(quotas).sum();
    for (int turn = 0; missing > 0; turn++) {
      int layer = byRemainder[turn % byRemainder.length];
      if (quotas[layer] < most[layer]) {
        quotas[layer]++;
        missing--;
      }
    }
    return quotas;
  }

  /** Real quotas that add up to {@code keep}: one density for all layers but those at a bound. */
  private double[] exact(int keep) {
    double total = Arrays.stream(sizes).asLongStream().sum();
    double[] plain = at(keep / total);
    if (Math.abs(Arrays.stream(plain).sum() - keep) < 1e-6) {
      return plain;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (Arrays.stream(at(middle)).sum() <= keep) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return at(low);
  }

  private double[] at(double density) {
    return IntStream.range(0, sizes.length)
        .mapToDouble(i -> Math.min(most[i], Math.max(least[i], density * sizes[i])))
        .toArray();
  }
}
