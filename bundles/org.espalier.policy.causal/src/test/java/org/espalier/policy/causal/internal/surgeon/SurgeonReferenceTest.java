package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code src/test/python/surgeon.py} left: a training, and what NumPy made of it. */
class SurgeonReferenceTest {
  private static final ReferenceTable TABLE =
      ReferenceTable.read(SurgeonReferenceTest.class, "surgeon.txt");
  private static final ParameterLayout LAYOUT = Fixtures.mlp(6, 8, 4);

  static Stream<Arguments> cases() {
    return SurgeonFixture.algebras()
        .flatMap(
            algebra ->
                Stream.of(true, false)
                    .flatMap(
                        flow ->
                            Stream.of(0.15, 0.5, 0.8, 0.9)
                                .map(sparsity -> Arguments.of(algebra, flow, sparsity))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithNumPy(LinearAlgebra algebra, boolean flow, double sparsity) {
    String name = (flow ? "flow-" : "plain-") + sparsity;
    Pruning pruning =
        TrajectorySurgeon.prune(
            request(sparsity), new SurgeonOptions(512, 0.1, flow), algebra, Effort.STANDARD);

    BitSet mask = new BitSet();
    double[] kept = TABLE.doubles(name + "-mask");
    for (int k = 0; k < kept.length; k++) {
      mask.set(k, kept[k] == 1);
    }
    assertEquals(mask, pruning.mask().toBitSet());
    float[] weights = pruning.apply(TABLE.floats("weights"));
    SurgeonFixture.requireClose(
        TABLE.doubles(name + "-weights"), SurgeonFixture.doubles(weights), 1e-6, "weight");
    Prediction prediction = pruning.prediction().orElseThrow();
    SurgeonFixture.requireClose(
        TABLE.doubles(name + "-effects"), prediction.effects(), 1e-9, "effect");
    SurgeonFixture.requireClose(
        TABLE.doubles(name + "-change"), new double[] {prediction.lossChange()}, 1e-9, "change");
  }

  private static PruningRequest request(double sparsity) {
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            LAYOUT,
            "momentum",
            Map.of("momentum", 0.9, "batchSize", 16.0),
            List.of(new RatePhase(0, 0.1), new RatePhase(25, 0.03)),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    float[][] updates = TABLE.floatRows("updates");
    float[] weights = TABLE.floats("weights");
    return PruningRequest.builder(LAYOUT, weights, sparsity)
        .trajectory(
            MemoryTrajectory.of(manifest, updates, null, SurgeonFixture.losses(updates), weights))
        .build();
  }
}
