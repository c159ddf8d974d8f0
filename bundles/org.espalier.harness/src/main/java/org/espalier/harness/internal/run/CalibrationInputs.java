package org.espalier.harness.internal.run;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.LayerInputs;
import org.espalier.harness.internal.data.Shuffle;
import org.jspecify.annotations.Nullable;

/** What a model's layers see of some examples of the training part, drawn by a seed. */
public final class CalibrationInputs implements LayerInputs {
  /** Examples that are drawn; all of the training part if it has fewer. */
  public static final int EXAMPLES = 512;

  private final ObservableModel model;
  private final Dataset training;
  private final long seed;
  private final Progress progress;
  private @Nullable Dataset drawn;

  /**
   * Draws nothing before a layer is asked about, which most policies do about none.
   *
   * @param training the training part
   */
  public CalibrationInputs(ObservableModel model, Dataset training, long seed, Progress progress) {
    this.model = model;
    this.training = training;
    this.seed = seed;
    this.progress = progress;
  }

  private Dataset examples() {
    if (drawn == null) {
      drawn = draw();
    }
    return drawn;
  }

  /** Without repetition, in the order of the data. */
  private Dataset draw() {
    int[] order = IntStream.range(0, training.size()).toArray();
    Shuffle.inPlace(order, new Random(seed));
    int[] drawn = Arrays.copyOf(order, Math.min(EXAMPLES, order.length));
    Arrays.sort(drawn);
    return training.select(drawn);
  }

  @Override
  public InputMoments moments(Parameter tensor, float[] weights) {
    InputMoments.Sum sum = new InputMoments.Sum(tensor);
    visit(tensor, weights, sum);
    return sum.moments();
  }

  @Override
  public double[] squares(Parameter tensor, float[] weights) {
    double[] squares = new double[tensor.fanIn()];
    visit(
        tensor,
        weights,
        x -> {
          for (int j = 0; j < squares.length; j++) {
            squares[j] += (double) x[j] * x[j];
          }
        });
    return squares;
  }

  private void visit(Parameter tensor, float[] weights, InputVisitor visitor) {
    float[] own = model.weights();
    try {
      model.setWeights(weights);
      model.visitInputs(
          tensor,
          examples(),
          x -> {
            progress.check();
            visitor.column(x);
          });
    } finally {
      model.setWeights(own);
    }
  }
}
