package org.espalier.core.model;

import java.util.Arrays;
import org.espalier.core.EspalierException;

/**
 * The second moments XXᵀ of a layer's input X, d × n: not centred, not divided by the number of
 * columns n. They take d² × 8 bytes, 512 MiB at the most.
 */
public final class InputMoments {
  /** The most inputs d of one unit whose moments are gathered. */
  public static final int MOST_INPUTS = 8192;

  private final int inputs;
  private final long columns;
  private final double[] products;

  private InputMoments(int inputs, long columns, double[] products) {
    this.inputs = inputs;
    this.columns = columns;
    this.products = products;
  }

  /** d, the weights of one unit. */
  public int inputs() {
    return inputs;
  }

  /** n: examples, or examples × positions of a convolution. */
  public long columns() {
    return columns;
  }

  /** XXᵀ, d × d values row by row, a copy. */
  public double[] products() {
    return products.clone();
  }

  /** Sums up XXᵀ over the columns that it is shown, in double precision. */
  public static final class Sum implements InputVisitor {
    private static final int BLOCK = 64;
    private static final int AT_ONCE = 4;

    private final int inputs;
    private final double[] block;
    private final double[] products;
    private int filled;
    private long columns;

    /**
     * An empty sum.
     *
     * @param tensor whose input it will be
     * @throws EspalierException if it has more than {@link #MOST_INPUTS} inputs
     */
    public Sum(Parameter tensor) {
      inputs = tensor.fanIn();
      if (inputs > MOST_INPUTS) {
        throw new EspalierException(
            "%s has %d inputs, whose moments would take %d MiB; the most is %d inputs: use a policy"
                    .formatted(tensor.name(), inputs, (8L * inputs * inputs) >> 20, MOST_INPUTS)
                + " that needs their squares alone, such as wanda");
      }
      block = new double[BLOCK * inputs];
      products = new double[inputs * inputs];
    }

    @Override
    public void column(float[] x) {
      for (int i = 0, at = filled * inputs; i < inputs; i++, at++) {
        block[at] = x[i];
      }
      columns++;
      if (++filled == BLOCK) {
        addBlock();
      }
    }

    /** The lower triangle, four columns at once; what a ReLU has cut costs nothing. */
    private void addBlock() {
      Arrays.fill(block, filled * inputs, block.length, 0);
      for (int i = 0; i < inputs; i++) {
        for (int first = 0; first < filled; first += AT_ONCE) {
          int a = first * inputs;
          addRow(i, a, a + inputs, a + 2 * inputs, a + 3 * inputs);
        }
      }
      filled = 0;
    }

    private void addRow(int i, int a, int b, int c, int d) {
      double xa = block[a + i];
      double xb = block[b + i];
      double xc = block[c + i];
      double xd = block[d + i];
      if (xa == 0 && xb == 0 && xc == 0 && xd == 0) {
        return;
      }
      int row = i * inputs;
      for (int j = 0; j <= i; j++) {
        products[row + j] +=
            xa * block[a + j] + xb * block[b + j] + xc * block[c + j] + xd * block[d + j];
      }
    }

    /** The moments of what was shown so far. */
    public InputMoments moments() {
      addBlock();
      double[] whole = products.clone();
      for (int i = 0; i < inputs; i++) {
        for (int j = 0; j < i; j++) {
          whole[j * inputs + i] = whole[i * inputs + j];
        }
      }
      return new InputMoments(inputs, columns, whole);
    }
  }
}
