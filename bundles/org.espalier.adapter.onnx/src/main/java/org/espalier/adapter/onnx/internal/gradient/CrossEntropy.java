package org.espalier.adapter.onnx.internal.gradient;

import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.Operators;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.run.ModelOutput;
import org.espalier.core.InvalidDataException;

/**
 * The cross-entropy of smoothed labels, by the scores z that go into the softmax: of an example of
 * n, ∂L/∂z = (softmax(z) − t) ÷ n, with t = 1 − ε + ε ÷ classes for its label and ε ÷ classes for
 * the others. Scores of one number are of class 1 against 0, by a sigmoid. What was said in
 * logarithms of probabilities is its own softmax's scores.
 */
final class CrossEntropy {
  private final String scores;
  private final int classes;
  private final boolean single;

  private CrossEntropy(String scores, int classes, boolean single) {
    this.scores = scores;
    this.classes = classes;
    this.single = single;
  }

  /**
   * Finds the scores.
   *
   * @param shapes of all values that one example makes
   * @throws InvalidDataException if a softmax isn't over the classes of an example
   */
  static CrossEntropy of(Graph graph, long opset, ModelOutput output, Map<String, long[]> shapes) {
    Optional<NodeProto> last = output.squashing(graph);
    if (last.isEmpty()) {
      return new CrossEntropy(output.name(), output.classes(), false);
    }
    NodeProto node = last.get();
    boolean single = Operators.is(node, "Sigmoid");
    if (!single) {
      long[] shape = shapes.getOrDefault(node.getOutput(0), new long[] {0});
      long axis = Operators.integer(node, "axis", ReductionRules.softmaxAxis(opset));
      long[] axes = ReductionRules.softmaxAxes(opset, axis, shape);
      if (LongStream.of(axes).map(a -> shape[(int) a]).reduce(1, (a, b) -> a * b)
          != output.classes()) {
        throw new InvalidDataException(
            "the softmax behind output %s isn't over its classes; use a policy that needs no"
                    .formatted(output.name())
                + " gradients");
      }
    }
    return new CrossEntropy(node.getInput(0), output.classes(), single);
  }

  /** Name of the scores in the graph. */
  String scores() {
    return scores;
  }

  /**
   * The gradient by the scores of a run.
   *
   * @param values scores of each example in a row
   * @param labels of the examples that count; the others, behind them, get 0
   * @param examples n, of which those of this run may be a part
   * @return as many as values
   */
  float[] gradient(float[] values, int[] labels, double labelSmoothing, int examples) {
    float[] gradient = new float[values.length];
    for (int row = 0; row < labels.length; row++) {
      if (single) {
        double share = share(1, labels[row], labelSmoothing);
        gradient[row] = (float) ((1 / (1 + Math.exp(-values[row])) - share) / examples);
      } else {
        softmax(values, row * classes, gradient);
        for (int c = 0; c < classes; c++) {
          int at = row * classes + c;
          double share = share(c, labels[row], labelSmoothing);
          gradient[at] = (float) ((gradient[at] - share) / examples);
        }
      }
    }
    return gradient;
  }

  private double share(int of, int label, double labelSmoothing) {
    return (of == label ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
  }

  private void softmax(float[] values, int at, float[] into) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      highest = Math.max(highest, values[at + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(values[at + c] - highest);
    }
    for (int c = 0; c < classes; c++) {
      into[at + c] = (float) (Math.exp(values[at + c] - highest) / sum);
    }
  }
}
