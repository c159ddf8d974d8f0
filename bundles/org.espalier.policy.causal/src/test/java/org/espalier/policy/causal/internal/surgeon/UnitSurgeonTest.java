package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole units against {@link NaiveSurgeon}: what each costs, which goes, and what is left. */
class UnitSurgeonTest {
  private static final StructuredOptions OPTIONS = new StructuredOptions(512, 0.1);

  static Stream<Arguments> problems() {
    return Stream.of(Fixtures.mlp(7, 6, 5, 3), flattened())
        .flatMap(layout -> Stream.of(0.3, 0.6, 0.8).map(s -> Arguments.of(layout, s)));
  }

  /** Three filters of 2 × 2, whose maps of two places each four neurons take in, and those two. */
  private static ParameterLayout flattened() {
    List<Parameter> parameters = new ArrayList<>();
    int offset = 0;
    List<List<Integer>> shapes = List.of(List.of(3, 1, 2, 2), List.of(4, 6), List.of(2, 4));
    for (int i = 0; i < shapes.size(); i++) {
      String layer = "l" + i;
      Parameter weights =
          new Parameter(layer + ".W", layer, ParameterRole.WEIGHT, shapes.get(i), offset, true, 1);
      Parameter biases =
          new Parameter(
              layer + ".b",
              layer,
              ParameterRole.BIAS,
              List.of(weights.units()),
              weights.end(),
              false,
              1);
      parameters.addAll(List.of(weights, biases));
      offset = biases.end();
    }
    return new ParameterLayout(
        parameters, List.of(new Connection("l0.W", "l1.W"), new Connection("l1.W", "l2.W")));
  }

  /** One unit after the other: of each, the rise of the least cost for each weight that goes. */
  @ParameterizedTest
  @MethodSource("problems")
  void takesTheUnitThatCostsLeastForItsWeights(ParameterLayout layout, double sparsity) {
    float[][] gradients = SurgeonFixture.gradients(layout, 20, 3);
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    NaiveSurgeon naive = new NaiveSurgeon(layout, gradients, weights, 0.1);
    PruningRequest request = request(layout, gradients, weights, sparsity);

    Pruning actual = UnitSurgeon.prune(request, OPTIONS);

    BitSet kept = request.alive().toBitSet();
    while (kept(layout, kept) > request.keep()) {
      BitSet before = (BitSet) kept.clone();
      kept.andNot(
          units(layout).stream()
              .filter(unit -> unit.stream().anyMatch(before::get))
              .filter(unit -> !isLast(layout, before, unit))
              .min(Comparator.comparingDouble(unit -> price(naive, layout, before, unit)))
              .orElseThrow());
    }
    assertEquals(kept, actual.mask().toBitSet());
    float[] left = actual.apply(weights);
    double[] solved = answered(naive, layout, kept);
    for (Parameter target : layout.prunable().subList(1, layout.prunable().size())) {
      for (int k = target.offset(); k < target.end(); k++) {
        assertEquals(kept.get(k) ? solved[k] : 0, left[k], 1e-6 * Math.abs(solved[k]), "at " + k);
      }
    }
    double scale = SurgeonFixture.rows(layout, gradients).meanSquaredLength();
    double cost = scale * naive.cost(solved);
    assertEquals(cost, actual.prediction().orElseThrow().lossChange(), 1e-9 * cost);
    assertTrue(actual.collapsed().isEmpty());
  }

  @Test
  void silencesTheBiasesOfWhatIsGone() {
    ParameterLayout layout = Fixtures.mlp(7, 6, 5, 3);
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    Pruning pruning =
        UnitSurgeon.prune(
            request(layout, SurgeonFixture.gradients(layout, 20, 3), weights, 0.7), OPTIONS);
    float[] left = pruning.apply(weights);
    int gone = 0;
    for (Parameter tensor : layout.prunable().subList(0, 2)) {
      for (int unit = 0; unit < tensor.units(); unit++) {
        int first = tensor.offset() + unit * tensor.fanIn();
        boolean empty = pruning.mask().toBitSet().get(first, first + tensor.fanIn()).isEmpty();
        assertEquals(empty, left[tensor.end() + unit] == 0, tensor.name() + " unit " + unit);
        gone += empty ? 1 : 0;
      }
    }
    assertEquals(List.of("cut %d whole units".formatted(gone)), pruning.notes());
  }

  @Test
  void refusesWhatIsNotConnected() {
    ParameterLayout loose = new ParameterLayout(Fixtures.mlp(7, 6, 5).parameters());
    float[] weights = Fixtures.normal(loose.size(), 1, 4);
    PruningRequest request = request(loose, SurgeonFixture.gradients(loose, 20, 3), weights, 0.5);
    assertEquals(
        "the model's adapter doesn't tell how its layers are connected, or there is but one; prune"
            + " single weights instead of whole units",
        assertThrows(EspalierException.class, () -> UnitSurgeon.prune(request, OPTIONS))
            .getMessage());
  }

  private static PruningRequest request(
      ParameterLayout layout, float[][] gradients, float[] weights, double sparsity) {
    return PruningRequest.builder(layout, weights, sparsity)
        .trajectory(SurgeonFixture.recorded(layout, gradients, weights))
        .build();
  }

  /** All that goes with each unit of a hidden layer. */
  private static List<BitSet> units(ParameterLayout layout) {
    List<BitSet> units = new ArrayList<>();
    List<Parameter> tensors = layout.prunable();
    for (int i = 0; i + 1 < tensors.size(); i++) {
      Parameter source = tensors.get(i);
      Parameter target = tensors.get(i + 1);
      int places = target.fanIn() / source.units();
      for (int unit = 0; unit < source.units(); unit++) {
        BitSet members = new BitSet();
        members.set(
            source.offset() + unit * source.fanIn(), source.offset() + (unit + 1) * source.fanIn());
        for (int j = 0; j < target.units(); j++) {
          int first = target.offset() + j * target.fanIn() + unit * places;
          members.set(first, first + places);
        }
        units.add(members);
      }
    }
    return units;
  }

  private static boolean isLast(ParameterLayout layout, BitSet kept, BitSet unit) {
    Parameter own =
        layout.prunable().stream()
            .filter(p -> unit.nextSetBit(0) < p.end())
            .findFirst()
            .orElseThrow();
    BitSet others = (BitSet) kept.clone();
    others.andNot(unit);
    return others.get(own.offset(), own.end()).isEmpty();
  }

  private static double price(
      NaiveSurgeon naive, ParameterLayout layout, BitSet kept, BitSet unit) {
    BitSet without = (BitSet) kept.clone();
    without.andNot(unit);
    double rise =
        naive.cost(answered(naive, layout, without)) - naive.cost(answered(naive, layout, kept));
    return rise / (kept.cardinality() - without.cardinality());
  }

  /**
   * Solved where a unit is there; θ where it is gone or reads the data, so that it costs nothing.
   */
  private static double[] answered(NaiveSurgeon naive, ParameterLayout layout, BitSet kept) {
    double[] moved = naive.solve(kept).weights;
    double[] theta = naive.solve(all(layout)).weights;
    for (int[] unit : naive.units()) {
      boolean gone =
          IntStream.of(unit).filter(k -> k != unit[unit.length - 1]).noneMatch(kept::get);
      if (gone || unit[0] < layout.prunable().get(0).end()) {
        for (int k : unit) {
          moved[k] = theta[k];
        }
      }
    }
    return moved;
  }

  private static BitSet all(ParameterLayout layout) {
    BitSet all = new BitSet();
    all.set(0, layout.size());
    return all;
  }

  private static int kept(ParameterLayout layout, BitSet kept) {
    return layout.prunable().stream()
        .mapToInt(p -> kept.get(p.offset(), p.end()).cardinality())
        .sum();
  }
}
