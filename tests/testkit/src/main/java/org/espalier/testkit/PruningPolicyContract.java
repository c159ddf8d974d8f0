package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.UnitGroup;
import org.espalier.core.pruning.MinibatchGradients;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.WholeUnits;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link PruningPolicy} must do, whatever it computes; a policy's test extends this
 * class. The requests hold all that a policy may need, over a perceptron of 640 prunable weights,
 * or one with a residual sum.
 */
public abstract class PruningPolicyContract {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(12, 20, 16, 5);
  private static final int P = LAYOUT.size();
  private static final int STEPS = 40;

  /** With one unit left in each hidden layer, 18 weights of 640 stay. */
  private static final double SPARSEST_BY_UNITS = 1 - 18 / 640.0;

  private static final int LARGEST_UNIT = 20 + 12 + 5;
  private static final float[] WEIGHTS = Fixtures.normal(P, 1, 11);
  private static final float[][] UPDATES = Fixtures.normal(STEPS, P, 0.1, 12);
  private static final float[][] GRADIENTS = Fixtures.normal(3, P, 1, 13);

  /** The policy to test, ready for use. */
  protected abstract PruningPolicy policy();

  /** What the policy is declared to need. */
  protected abstract Set<Need> needs();

  /** Whether the policy is declared to choose its own sparsity. */
  protected boolean choosesSparsity() {
    return false;
  }

  /** Whether the policy is declared to cut whole units. */
  protected boolean cutsWholeUnits() {
    return false;
  }

  /**
   * Whether weights that are alike in everything are cut by index; not so if chance decides, or if
   * each cut changes what the others are worth.
   */
  protected boolean cutsEqualsByIndex() {
    return true;
  }

  /** The class with the annotations, whose description bnd has written; empty if there is none. */
  protected Optional<Class<?>> component() {
    return Optional.of(policy().getClass());
  }

  @Test
  public void isDescribedAsWhatItIs() {
    if (component().isEmpty()) {
      return;
    }
    Map<String, String> described = Descriptor.requireSound(component().get(), PluginKind.POLICY);
    assertEquals(
        needs().stream().map(Need::name).collect(Collectors.toSet()),
        described.getOrDefault("espalier.needs", "").lines().collect(Collectors.toSet()));
    assertEquals(choosesSparsity(), Boolean.valueOf(described.get("espalier.choosesSparsity")));
    assertEquals(cutsWholeUnits(), Boolean.valueOf(described.get("espalier.wholeUnits")));
  }

  /** A complete request, to change and build. */
  protected final PruningRequest.Builder request(double sparsity) {
    return PruningRequest.builder(LAYOUT, WEIGHTS, sparsity)
        .trajectory(trajectory(UPDATES))
        .evidence(evidence())
        .gradients(gradients())
        .inputs(Fixtures.inputs())
        .seed(17);
  }

  /** As complete, of another layout. */
  private static PruningRequest.Builder request(ParameterLayout layout, double sparsity) {
    int p = layout.size();
    float[] weights = Fixtures.normal(p, 1, 11);
    Losses losses = new Losses(new double[STEPS], new double[STEPS]);
    return PruningRequest.builder(layout, weights, sparsity)
        .trajectory(
            MemoryTrajectory.of(
                Fixtures.manifest(layout, STEPS),
                Fixtures.normal(STEPS, p, 0.1, 12),
                null,
                losses,
                weights))
        .evidence(Fixtures.evidence(gamma(p)))
        .gradients(Fixtures.gradients(Fixtures.normal(3, p, 1, 13)))
        .inputs(Fixtures.inputs())
        .seed(17);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.1, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99})
  public void reachesTheSparsityExactly(double sparsity) {
    if (cutsWholeUnits() && sparsity > SPARSEST_BY_UNITS) {
      Checks.requireOneLine(
          assertThrows(EspalierException.class, () -> policy().prune(request(sparsity).build())));
      return;
    }
    PruningRequest request = request(sparsity).build();
    Mask mask = policy().prune(request).mask();
    assertEquals(LAYOUT, mask.layout());
    if (choosesSparsity()) {
      assertEquals(policy().prune(request(0.3).build()).mask(), mask, "heeds the sparsity");
    } else {
      requireSparsity(request, mask);
    }
  }

  /** Exactly; or, by whole units, less than one unit beyond it. */
  private void requireSparsity(PruningRequest request, Mask mask) {
    if (!cutsWholeUnits()) {
      assertEquals(request.keep(), mask.keptPrunable());
      return;
    }
    int beyond = request.keep() - mask.keptPrunable();
    assertTrue(beyond >= 0 && beyond < LARGEST_UNIT, () -> beyond + " weights beyond");
    requireWhole(mask);
  }

  /** Every weight that is cut is in a row or a column that is cut whole. */
  private static void requireWhole(Mask mask) {
    for (Parameter layer : LAYOUT.prunable()) {
      for (int i = 0; i < layer.size(); i++) {
        int row = layer.offset() + i / layer.fanIn() * layer.fanIn();
        int column = layer.offset() + i % layer.fanIn();
        boolean rowGone = mask.toBitSet().get(row, row + layer.fanIn()).isEmpty();
        boolean columnGone =
            IntStream.range(0, layer.units())
                .noneMatch(j -> mask.keeps(column + j * layer.fanIn()));
        assertEquals(!mask.keeps(layer.offset() + i), rowGone || columnGone, layer.name() + i);
      }
    }
  }

  /** Whole units where they are asked for, those of sums together; or one line that says no. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.8})
  public void cutsWholeUnitsOrSaysThatItDoesNot(double sparsity) {
    for (ParameterLayout layout : List.of(LAYOUT, Fixtures.residual(12, 16, 5))) {
      PruningRequest request = request(layout, sparsity).granularity(Granularity.UNIT).build();
      Mask mask;
      try {
        mask = policy().prune(request).mask();
      } catch (IllegalArgumentException e) {
        Checks.requireOneLine(e);
        assertFalse(cutsWholeUnits(), "is declared to cut whole units");
        return;
      }
      int beyond = request.keep() - mask.keptPrunable();
      assertTrue(beyond >= 0 && beyond < largestUnit(layout), () -> beyond + " weights beyond");
      assertEquals(
          OptionalInt.empty(), WholeUnits.firstApart(request.alive(), mask), "cut by itself");
    }
  }

  private static int largestUnit(ParameterLayout layout) {
    return UnitGroup.of(layout).stream()
        .mapToInt(g -> g.members(0).stream().mapToInt(run -> run.to() - run.from()).sum())
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.97, 0.99})
  public void emptiesNoLayerUnlessAllowed(double sparsity) {
    if (cutsWholeUnits() && sparsity > SPARSEST_BY_UNITS) {
      return;
    }
    assertEquals(List.of(), policy().prune(request(sparsity).build()).collapsed());
    PruningRequest allowed = request(sparsity).emptyLayersAllowed(true).build();
    if (!choosesSparsity()) {
      requireSparsity(allowed, policy().prune(allowed).mask());
    }
  }

  @Test
  public void keepsWhatIsNotPrunable() {
    Mask mask = policy().prune(request(0.97).build()).mask();
    for (Parameter parameter : LAYOUT.parameters()) {
      if (!parameter.prunable()) {
        assertEquals(parameter.size(), mask.kept(parameter), parameter::name);
      }
    }
  }

  @Test
  public void revivesNothing() {
    Pruning first = policy().prune(request(0.5).build());
    PruningRequest second =
        PruningRequest.builder(LAYOUT, first.apply(WEIGHTS), 0.8)
            .trajectory(trajectory(UPDATES))
            .evidence(evidence())
            .gradients(gradients())
            .inputs(Fixtures.inputs())
            .seed(17)
            .alive(first.mask())
            .build();
    BitSet before = first.mask().toBitSet();

    Mask mask = policy().prune(second).mask();

    BitSet revived = mask.toBitSet();
    revived.andNot(before);
    assertEquals(new BitSet(), revived, "weights that an earlier round had cut");
    assertEquals(before, second.alive().toBitSet());
    if (!choosesSparsity()) {
      requireSparsity(second, mask);
    }
  }

  @Test
  public void meetsTheQuotasOfTheRequest() {
    if (choosesSparsity()) {
      return;
    }
    List<Integer> quotas = List.of(9, 50, 5);
    if (cutsWholeUnits()) {
      Checks.requireOneLine(
          assertThrows(
              EspalierException.class, () -> policy().prune(request(0.9).quotas(quotas).build())));
      return;
    }
    Mask mask = policy().prune(request(0.9).quotas(quotas).build()).mask();
    assertEquals(quotas, LAYOUT.prunable().stream().map(mask::kept).toList());
  }

  @Test
  public void cutsTheLowerIndexOfEqualsFirst() {
    if (!cutsEqualsByIndex() || cutsWholeUnits()) {
      return;
    }
    float[] same = new float[P];
    Arrays.fill(same, 0.5f);
    float[][] rows = new float[STEPS][];
    Arrays.fill(rows, same);
    double[] gamma = new double[P];
    Arrays.fill(gamma, -2);
    PruningRequest request =
        PruningRequest.builder(LAYOUT, same, 0.9)
            .trajectory(trajectory(rows, same))
            .evidence(Fixtures.evidence(gamma))
            .gradients(Fixtures.gradients(same, same))
            .inputs(Fixtures.inputsAlike())
            .build();

    Mask mask = policy().prune(request).mask();

    for (Parameter layer : LAYOUT.prunable()) {
      BitSet last = new BitSet();
      last.set(layer.end() - mask.kept(layer), layer.end());
      BitSet kept = mask.toBitSet();
      kept.clear(0, layer.offset());
      kept.clear(layer.end(), P);
      assertEquals(last, kept, layer::name);
    }
  }

  @Test
  public void answersTheSameAgainBitForBit() {
    PruningRequest request = request(0.7).build();
    assertEquals(answer(request), answer(request));
    assertEquals(answer(request), answer(request(0.7).build()));
  }

  @Test
  public void servesManyThreads() {
    PruningRequest request = request(0.7).build();
    PruningPolicy policy = policy();
    Checks.sameFromManyThreads(answer(policy.prune(request)), () -> answer(policy.prune(request)));
  }

  @Test
  public void adjustsToFiniteWeights() {
    PruningRequest request = request(0.7).build();
    Pruning pruning = policy().prune(request);
    float[] pruned = pruning.apply(request.weights());
    for (int k = 0; k < P; k++) {
      assertTrue(Float.isFinite(pruned[k]), "weight " + k + " is " + pruned[k]);
      assertTrue(pruning.mask().keeps(k) || pruned[k] == 0, "weight " + k + " is cut, not zero");
    }
  }

  @Test
  public void leavesItsInputsAlone() {
    float[][] updates = copy(UPDATES);
    float[][] gradients = copy(GRADIENTS);
    PruningRequest request =
        request(0.7)
            .trajectory(trajectory(updates))
            .gradients(Fixtures.gradients(gradients))
            .build();

    Pruning pruning = policy().prune(request);

    assertFalse(pruning.mask().toBitSet().isEmpty());
    assertArrayEquals(UPDATES, updates);
    assertArrayEquals(GRADIENTS, gradients);
    assertArrayEquals(WEIGHTS, request.weights());
  }

  @Test
  public void refusesAnUnknownOptionByName() {
    Options options = Options.of(Map.of("noSuchOption", "1"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> policy().prune(request(0.5).options(options).build()));
    Checks.requireOneLine(e);
    assertTrue(String.valueOf(e.getMessage()).contains("noSuchOption"), e.getMessage());
  }

  @Test
  public void saysWhatItNeeds() {
    for (Need need : Need.values()) {
      PruningRequest request = requestWithout(need);
      if (needs().contains(need)) {
        Checks.requireOneLine(
            assertThrows(
                EspalierException.class, () -> policy().prune(request), () -> "without " + need));
      } else {
        assertEquals(answer(request(0.5).build()), answer(request), () -> "uses " + need);
      }
    }
  }

  @Test
  public void stopsAtOnceWhenCancelledBefore() {
    PruningRequest request = request(0.5).progress(new CountdownProgress(0)).build();
    assertThrows(CancelledException.class, () -> policy().prune(request));
  }

  /** Reads take 5 ms, and there are enough for minutes: only one who asks stops within a second. */
  @Test
  public void stopsWithinASecondWhenCancelled() {
    CountdownProgress progress = new CountdownProgress(20);
    PruningRequest request =
        request(0.5)
            .trajectory(new SlowTrajectory(trajectory(many(UPDATES[0])), progress))
            .gradients(slow(many(GRADIENTS[0].clone()), progress))
            .progress(progress)
            .build();
    if (needs().contains(Need.TRAJECTORY) || needs().contains(Need.GRADIENTS)) {
      assertThrows(CancelledException.class, () -> policy().prune(request));
    } else {
      policy().prune(request);
    }
  }

  @Test
  public void answersOrRefusesValuesThatAreNotFinite() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] weights = WEIGHTS.clone();
      weights[7] = bad;
      float[][] updates = copy(UPDATES);
      updates[3][7] = bad;
      float[][] gradients = copy(GRADIENTS);
      gradients[1][7] = bad;
      for (PruningRequest request :
          List.of(
              PruningRequest.builder(LAYOUT, weights, 0.5)
                  .trajectory(trajectory(UPDATES))
                  .evidence(evidence())
                  .gradients(gradients())
                  .inputs(Fixtures.inputs())
                  .build(),
              request(0.5).trajectory(trajectory(updates)).build(),
              request(0.5).gradients(Fixtures.gradients(gradients)).build(),
              request(0.5).inputs(Fixtures.inputs(bad)).build())) {
        Checks.answersOrRefuses(
            () -> policy().prune(request),
            pruning -> {
              if (!choosesSparsity()) {
                requireSparsity(request, pruning.mask());
              }
            });
      }
    }
  }

  private List<Object> answer(PruningRequest request) {
    return answer(policy().prune(request));
  }

  /** Everything that counts in an answer, comparable bit for bit. */
  private static List<Object> answer(Pruning pruning) {
    return List.of(pruning.mask(), Checks.bits(pruning.apply(WEIGHTS)), pruning.notes());
  }

  private static PruningRequest requestWithout(Need need) {
    PruningRequest.Builder builder = PruningRequest.builder(LAYOUT, WEIGHTS, 0.5).seed(17);
    if (need == Need.TRAJECTORY_GRADIENTS) {
      builder.trajectory(withoutGradients());
    } else if (need != Need.TRAJECTORY) {
      builder.trajectory(trajectory(UPDATES));
    }
    if (need != Need.EVIDENCE) {
      builder.evidence(evidence());
    }
    if (need != Need.GRADIENTS) {
      builder.gradients(gradients());
    }
    if (need != Need.INPUTS) {
      builder.inputs(Fixtures.inputs());
    }
    return builder.build();
  }

  private static Trajectory trajectory(float[][] updates) {
    return trajectory(updates, WEIGHTS);
  }

  private static Trajectory trajectory(float[][] updates, float[] weights) {
    Losses losses = new Losses(new double[updates.length], new double[updates.length]);
    return MemoryTrajectory.of(
        Fixtures.manifest(LAYOUT, updates.length), updates, null, losses, weights);
  }

  /** By an optimiser whose updates don't give the gradients back. */
  private static Trajectory withoutGradients() {
    TrajectoryManifest plain = Fixtures.manifest(LAYOUT, UPDATES.length);
    TrajectoryManifest adaptive =
        new TrajectoryManifest(
            LAYOUT,
            "adam",
            Map.of(),
            plain.rates(),
            plain.lossAfter(),
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    Losses losses = new Losses(new double[UPDATES.length], new double[UPDATES.length]);
    return MemoryTrajectory.of(adaptive, UPDATES, null, losses, WEIGHTS);
  }

  /** Copies, lest a policy that spoils them spoils the other tests. */
  private static MinibatchGradients gradients() {
    return Fixtures.gradients(copy(GRADIENTS));
  }

  /** γ of which a third is zero. */
  private static CausalEvidence evidence() {
    return Fixtures.evidence(gamma(P));
  }

  private static double[] gamma(int p) {
    double[] gamma = new double[p];
    for (int k = 0; k < p; k++) {
      gamma[k] = k % 3 == 0 ? 0 : Math.sin(k);
    }
    return gamma;
  }

  private static MinibatchGradients slow(float[][] rows, CountdownProgress progress) {
    return new MinibatchGradients() {
      @Override
      public int count() {
        return rows.length;
      }

      @Override
      public float[] gradient(int batch) {
        progress.slowRead();
        return rows[batch];
      }

      @Override
      public float[] gradient(int batch, float[] weights) {
        return gradient(batch);
      }
    };
  }

  private static float[][] many(float[] row) {
    float[][] rows = new float[20_000][];
    Arrays.fill(rows, row);
    return rows;
  }

  private static float[][] copy(float[][] rows) {
    return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
  }
}
