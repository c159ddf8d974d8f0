package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/** Layouts of connected tensors; each weight tensor has a bias behind it. */
public final class TestLayouts {
  private TestLayouts() {}

  /** Four inputs, neurons 6, 5, 3. */
  public static ParameterLayout mlp() {
    return connected(
        List.of(List.of(6, 4), List.of(5, 6), List.of(3, 5)), List.of("w0>w1", "w1>w2"));
  }

  /** Two channels, filters 4 and 3 of 3 × 3, their maps of 2 × 2 flattened into five neurons. */
  public static ParameterLayout cnn() {
    return connected(
        List.of(List.of(4, 2, 3, 3), List.of(3, 4, 3, 3), List.of(5, 12), List.of(2, 5)),
        List.of("w0>w1", "w1>w2", "w2>w3"));
  }

  /** w2 and w3 take in the sum of w0's and w1's units, w1 takes in w0's. */
  public static ParameterLayout residual() {
    return connected(
        List.of(List.of(4, 3), List.of(4, 4), List.of(3, 4), List.of(2, 4)),
        List.of("w0>w1", "w0>w2", "w1>w2", "w0>w3", "w1>w3"));
  }

  /**
   * Two blocks with a sum around them: w0 (4, 1, 3, 3) reads the data; w1 (3, 4, 3, 3) and w2 (4,
   * 3, 3, 3) go around; w3 (4, 4, 3, 3) takes in the sum of w0 and w2 and is added to it; w4 (2,
   * 16) takes in the sum of all three, whose maps are 2 × 2.
   */
  public static ParameterLayout residualMaps() {
    return connected(
        List.of(
            List.of(4, 1, 3, 3),
            List.of(3, 4, 3, 3),
            List.of(4, 3, 3, 3),
            List.of(4, 4, 3, 3),
            List.of(2, 16)),
        List.of("w0>w1", "w1>w2", "w0>w3", "w2>w3", "w0>w4", "w2>w4", "w3>w4"));
  }

  public static ParameterLayout connected(List<List<Integer>> shapes, List<String> arrows) {
    List<Parameter> parameters = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < shapes.size(); i++) {
      Parameter weights =
          new Parameter("w" + i, "l" + i, ParameterRole.WEIGHT, shapes.get(i), offset, true, 1);
      Parameter biases =
          new Parameter(
              "b" + i,
              "l" + i,
              ParameterRole.BIAS,
              List.of(weights.units()),
              weights.end(),
              false,
              1);
      parameters.addAll(List.of(weights, biases));
      offset = biases.end();
    }
    List<Connection> connections =
        arrows.stream()
            .map(arrow -> arrow.split(">", 2))
            .map(ends -> new Connection(ends[0], ends[1]))
            .toList();
    return new ParameterLayout(parameters, connections);
  }

  /** Squares of normal numbers, so that a few are far larger than most. */
  public static double[] importance(ParameterLayout layout, Random random) {
    return random
        .ints(layout.size())
        .mapToDouble(i -> Math.pow(random.nextGaussian(), 2))
        .toArray();
  }
}
