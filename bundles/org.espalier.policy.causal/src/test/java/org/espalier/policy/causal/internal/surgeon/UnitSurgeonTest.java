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
import org.espalier.core.model.UnitGroup;
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
    return layouts().flatMap(layout -> Stream.of(0.3, 0.6, 0.8).map(s -> Arguments.of(layout, s)));
  }

  static Stream<ParameterLayout> layouts() {
    return Stream.of(Fixtures.mlp(7, 6, 5, 3), flattened(), residual(), around());
  }

  /** Three filters of 2 × 2, whose maps of two places each four neurons take in, and those two. */
  private static ParameterLayout flattened() {
    return connected(
        List.of(List.of(3, 1, 2, 2), List.of(4, 6), List.of(2, 4)),
        List.of(new Connection("l0.W", "l1.W"), new Connection("l1.W", "l2.W")));
  }

  /** l1 takes l0 in and is added to it; the sum is taken in by l2, which is the output. */
  private static ParameterLayout residual() {
    return connected(
        List.of(List.of(4, 3), List.of(4, 4), List.of(3, 4)),
        List.of(
            new Connection("l0.W", "l1.W"),
            new Connection("l0.W", "l2.W"),
            new Connection("l1.W", "l2.W")));
  }

  /** As {@link #residual}, but l1 and l2 lead around, l2 to the sum. */
  private static ParameterLayout around() {
    return connected(
        List.of(List.of(5, 3), List.of(4, 5), List.of(5, 4), List.of(2, 5)),
        List.of(
            new Connection("l0.W", "l1.W"),
            new Connection("l1.W", "l2.W"),
            new Connection("l0.W", "l3.W"),
            new Connection("l2.W", "l3.W")));
  }

  private static ParameterLayout connected(
      List<List<Integer>> shapes, List<Connection> connections) {
    List<Parameter> parameters = new ArrayList<>();
    int offset = 0;
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
    return new ParameterLayout(parameters, connections);
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

  /** However large the weight by which a unit takes in its own place of the sum. */
  @Test
  void whatAUnitTakesInOfItselfCostsNothing() {
    ParameterLayout layout = residual();
    UnitGroup sum = UnitGroup.of(layout).get(0);
    Parameter own = sum.sources().get(1);
    float[][] gradients = SurgeonFixture.gradients(layout, 20, 3);
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    BitSet kept =
        UnitSurgeon.prune(request(layout, gradients, weights, 0.3), OPTIONS).mask().toBitSet();
    List<Integer> gone =
        IntStream.range(0, sum.units())
            .filter(unit -> !members(sum, unit).intersects(kept))
            .boxed()
            .toList();
    assertEquals(1, gone.size());
    weights[own.offset() + gone.get(0) * (own.fanIn() + 1)] = 9;
    assertEquals(
        kept,
        UnitSurgeon.prune(request(layout, gradients, weights, 0.3), OPTIONS).mask().toBitSet());
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void silencesTheBiasesOfWhatIsGone(ParameterLayout layout) {
    float[] weights = Fixtures.normal(layout.size(), 1, 4);
    Pruning pruning =
        UnitSurgeon.prune(
            request(layout, SurgeonFixture.gradients(layout, 20, 3), weights, 0.6), OPTIONS);
    float[] left = pruning.apply(weights);
    int gone = 0;
    for (UnitGroup group : UnitGroup.of(layout)) {
      for (int unit = 0; unit < group.units(); unit++) {
        BitSet members = members(group, unit);
        members.and(pruning.mask().toBitSet());
        for (Parameter source : group.sources()) {
          assertEquals(
              members.isEmpty(), left[source.end() + unit] == 0, source.name() + " unit " + unit);
        }
        gone += members.isEmpty() ? 1 : 0;
      }
    }
    assertTrue(gone > 0);
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

  /** All that goes with each unit. */
  private static List<BitSet> units(ParameterLayout layout) {
    return UnitGroup.of(layout).stream()
        .flatMap(group -> IntStream.range(0, group.units()).mapToObj(unit -> members(group, unit)))
        .toList();
  }

  private static BitSet members(UnitGroup group, int unit) {
    BitSet members = new BitSet();
    group.members(unit).forEach(run -> members.set(run.from(), run.to()));
    return members;
  }

  /** Whether none of its group has any weight but those that it has. */
  private static boolean isLast(ParameterLayout layout, BitSet kept, BitSet unit) {
    BitSet others = (BitSet) kept.clone();
    others.andNot(unit);
    return UnitGroup.of(layout).stream()
        .filter(
            group ->
                IntStream.range(0, group.units()).anyMatch(i -> members(group, i).equals(unit)))
        .flatMap(group -> group.sources().stream())
        .allMatch(source -> others.get(source.offset(), source.end()).isEmpty());
  }

  /** The rise of the least cost of the units that stay, for each weight that goes. */
  private static double price(
      NaiveSurgeon naive, ParameterLayout layout, BitSet kept, BitSet unit) {
    BitSet without = (BitSet) kept.clone();
    without.andNot(unit);
    double[] after = answered(naive, layout, without);
    double[] before = answered(naive, layout, kept);
    double[] theta = naive.solve(all(layout)).weights;
    for (int[] each : naive.units()) {
      if (isGone(each, without)) {
        for (int k : each) {
          before[k] = theta[k];
        }
      }
    }
    return (naive.cost(after) - naive.cost(before)) / (kept.cardinality() - without.cardinality());
  }

  private static boolean isGone(int[] unit, BitSet kept) {
    return IntStream.of(unit).filter(k -> k != unit[unit.length - 1]).noneMatch(kept::get);
  }

  /**
   * Solved where a unit is there; θ where it is gone or reads the data, so that it costs nothing.
   */
  private static double[] answered(NaiveSurgeon naive, ParameterLayout layout, BitSet kept) {
    double[] moved = naive.solve(kept).weights;
    double[] theta = naive.solve(all(layout)).weights;
    for (int[] unit : naive.units()) {
      if (isGone(unit, kept) || unit[0] < layout.prunable().get(0).end()) {
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
