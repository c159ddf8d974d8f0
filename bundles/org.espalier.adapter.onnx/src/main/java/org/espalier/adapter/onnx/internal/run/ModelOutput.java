package org.espalier.adapter.onnx.internal.run;

import java.util.Map;
import java.util.Optional;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ClassTally;
import org.espalier.core.model.Dataset;

/**
 * The output that classes are told by.
 *
 * @param name in the graph
 * @param classes values of each example
 * @param scale what the values are
 */
public record ModelOutput(String name, int classes, Scale scale) {
  /** What the values of an output are. */
  public enum Scale {
    /** Out of a softmax. */
    PROBABILITIES,
    /** Scores, or logarithms of probabilities. */
    LOGITS,
    /** One probability, that of class 1, out of a sigmoid. */
    SIGMOID
  }

  /**
   * Finds the first output of floats with a row for each example.
   *
   * @param shapes of all values that one example makes
   * @throws InvalidDataException if there is none, or its row is no classifier's
   */
  static ModelOutput of(Graph graph, Map<String, long[]> shapes) {
    for (ValueInfoProto output : graph.proto().getOutputList()) {
      long[] shape = shapes.get(output.getName());
      if (isFloats(output) && shape != null && shape.length == 2) {
        return of(graph, output.getName(), Math.toIntExact(shape[1]));
      }
    }
    throw new InvalidDataException(
        "it has no output of shape (examples, classes); only classifiers can be evaluated");
  }

  static boolean isFloats(ValueInfoProto output) {
    return FloatType.of(output.getType().getTensorType().getElemType()).isPresent();
  }

  /** The softmax or sigmoid that makes the probabilities, if it tells such. */
  public Optional<NodeProto> squashing(Graph graph) {
    if (scale == Scale.LOGITS) {
      return Optional.empty();
    }
    Optional<NodeProto> last = maker(graph, name);
    return isBothClasses(graph, name) ? maker(graph, last.orElseThrow().getInput(1)) : last;
  }

  private static ModelOutput of(Graph graph, String name, int width) {
    String type = type(maker(graph, name));
    if (width == 1) {
      if (!type.equals("Sigmoid")) {
        throw new InvalidDataException(
            "its output " + name + " is one number that is no probability of a class");
      }
      return new ModelOutput(name, 2, Scale.SIGMOID);
    }
    boolean probabilities = type.equals("Softmax") || isBothClasses(graph, name);
    return new ModelOutput(name, width, probabilities ? Scale.PROBABILITIES : Scale.LOGITS);
  }

  /** The node whose values an output has, in whatever shape and type. */
  private static Optional<NodeProto> maker(Graph graph, String name) {
    Optional<NodeProto> last = graph.producer(name);
    while (last.isPresent() && passes(last.get())) {
      last = graph.producer(last.get().getInput(0));
    }
    return last;
  }

  private static String type(Optional<NodeProto> node) {
    return node.map(NodeProto::getOpType).orElse("");
  }

  /** (1 − p, p) of a sigmoid's p, as scikit-learn's classifiers of two classes have it. */
  private static boolean isBothClasses(Graph graph, String name) {
    Optional<NodeProto> joined =
        maker(graph, name).filter(n -> n.getOpType().equals("Concat") && n.getInputCount() == 2);
    if (joined.isEmpty()) {
      return false;
    }
    String p = joined.get().getInput(1);
    Optional<NodeProto> other = maker(graph, joined.get().getInput(0));
    return type(maker(graph, p)).equals("Sigmoid")
        && other.filter(n -> n.getOpType().equals("Sub") && n.getInput(1).equals(p)).isPresent();
  }

  private static boolean passes(NodeProto node) {
    return switch (node.getOpType()) {
      case "Identity", "Cast", "Flatten", "Reshape", "Squeeze" -> node.getInputCount() > 0;
      default -> false;
    };
  }

  /**
   * Counts the first examples of a run.
   *
   * @param first the run's first of the data
   */
  void count(float[] values, Dataset data, int first, int examples, ClassTally tally) {
    for (int row = 0; row < examples; row++) {
      int label = data.label(first + row);
      switch (scale) {
        case PROBABILITIES -> tally.addProbabilities(values, row * classes, label);
        case LOGITS -> tally.addLogits(values, row * classes, label);
        case SIGMOID -> {
          float[] both = {1 - values[row], values[row]};
          tally.addProbabilities(both, 0, label);
        }
      }
    }
  }
}
