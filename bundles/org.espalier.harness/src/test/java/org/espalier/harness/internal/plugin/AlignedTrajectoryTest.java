package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlignedTrajectoryTest {
  /** Of a model that has more than the recorder knew: b's running mean. */
  private static final ParameterLayout MODEL =
      layout(
          tensor("a", ParameterRole.WEIGHT, true, 1, 2),
          tensor("b.mean", ParameterRole.NORM, false, 1),
          tensor("b", ParameterRole.WEIGHT, true, 2, 1),
          tensor("c", ParameterRole.BIAS, false, 1));

  private static final ParameterLayout RECORDED =
      layout(
          tensor("b", ParameterRole.WEIGHT, true, 2, 1),
          tensor("c", ParameterRole.BIAS, false, 1),
          tensor("count", ParameterRole.OTHER, false),
          tensor("a", ParameterRole.WEIGHT, false, 1, 2));

  @Test
  void standsInTheModelsOrder() {
    Trajectory aligned = AlignedTrajectory.of(recorded(RECORDED), MODEL);
    assertEquals(MODEL, aligned.manifest().layout());
    assertEquals(2, aligned.steps());
    assertArrayEquals(new float[] {5, 6, 0, 1, 2, 3}, row(aligned, 0));
    assertArrayEquals(new float[] {15, 16, 0, 11, 12, 13}, row(aligned, 1));
    float[] gradients = new float[6];
    aligned.gradients().orElseThrow().row(1).get(gradients);
    assertArrayEquals(new float[] {115, 116, 0, 111, 112, 113}, gradients);
    assertArrayEquals(new float[] {1005, 1006, 0, 1001, 1002, 1003}, aligned.weights());
    assertEquals(4, aligned.losses().before(0));
    assertEquals("sgd", aligned.manifest().optimizer());
  }

  @Test
  void readsAnyRunOfARow() {
    Trajectory aligned = AlignedTrajectory.of(recorded(RECORDED), MODEL);
    float[] whole = row(aligned, 1);
    for (int from = 0; from < whole.length; from++) {
      for (int length = 0; length <= whole.length - from; length++) {
        float[] run = new float[length + 1];
        java.util.Arrays.fill(run, 7);
        aligned.updates().read(1, from, run, length);
        for (int k = 0; k < length; k++) {
          assertEquals(whole[from + k], run[k], from + " + " + k);
        }
        assertEquals(7, run[length], "what stands behind the run stays");
      }
    }
  }

  @Test
  void isTheRecordedOneWhereAllIsTheModels() {
    Trajectory recorded = recorded(RECORDED);
    assertSame(recorded, AlignedTrajectory.of(recorded, RECORDED));
  }

  @Test
  void takesWhatIsPrunableFromTheModel() {
    ParameterLayout model =
        layout(
            tensor("b", ParameterRole.WEIGHT, true, 2, 1),
            tensor("c", ParameterRole.BIAS, false, 1),
            tensor("count", ParameterRole.OTHER, false),
            tensor("a", ParameterRole.WEIGHT, true, 1, 2));
    Trajectory aligned = AlignedTrajectory.of(recorded(RECORDED), model);
    assertEquals(4, aligned.manifest().layout().prunableSize());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, row(aligned, 0));
  }

  @Test
  void refusesAnotherModelInOneLine() {
    assertEquals(
        "the trajectory is of another model: a has shape [2, 1] in the model, but [1, 2] in the"
            + " trajectory; the trajectory has no d [3]; the model has no b [2, 1]; and 1 more",
        refusal(
            layout(
                tensor("a", ParameterRole.WEIGHT, true, 2, 1),
                tensor("d", ParameterRole.BIAS, false, 3))));
    assertEquals(
        "the trajectory is of another model: the trajectory has no e [2]",
        refusal(
            layout(
                tensor("a", ParameterRole.WEIGHT, true, 1, 2),
                tensor("e", ParameterRole.OTHER, true, 2),
                tensor("b", ParameterRole.WEIGHT, true, 2, 1),
                tensor("c", ParameterRole.BIAS, false, 1))));
  }

  /** The same cut, whatever the order of the tensors on disk. */
  @ParameterizedTest
  @MethodSource("org.espalier.harness.internal.plugin.LossBlindPoliciesTest#policies")
  void policiesAnswerTheSameWhateverTheOrderWas(PruningPolicy policy) {
    ParameterLayout layout = Fixtures.mlp(6, 5, 3);
    MemoryTrajectory own = Fixtures.planted(layout, 40, new double[layout.size()], 0.1, 5);
    List<Parameter> reversed = new ArrayList<>(layout.parameters());
    Collections.reverse(reversed);
    ParameterLayout other = layout(reversed.toArray(Parameter[]::new));
    Alignment back = Alignment.of(other, layout, "the model");
    float[][] rows = new float[own.steps()][];
    for (int t = 0; t < rows.length; t++) {
      rows[t] = back.align(row(own, t));
    }
    Trajectory shuffled =
        MemoryTrajectory.sgd(other, 0.1, rows, own.losses(), back.align(own.weights()));

    Pruning expected = policy.prune(request(layout, own, own));
    Pruning pruning = policy.prune(request(layout, own, AlignedTrajectory.of(shuffled, layout)));
    assertEquals(expected.mask(), pruning.mask());
    assertArrayEquals(expected.apply(own.weights()), pruning.apply(own.weights()));
  }

  private static PruningRequest request(ParameterLayout layout, Trajectory own, Trajectory given) {
    return PruningRequest.builder(layout, own.weights(), 0.7).trajectory(given).build();
  }

  private static String refusal(ParameterLayout model) {
    Trajectory recorded = recorded(RECORDED);
    return String.valueOf(
        assertThrows(EspalierException.class, () -> AlignedTrajectory.of(recorded, model))
            .getMessage());
  }

  private static float[] row(Trajectory trajectory, int row) {
    float[] values = new float[trajectory.updates().columns()];
    trajectory.updates().row(row).get(values);
    return values;
  }

  private static Trajectory recorded(ParameterLayout layout) {
    return MemoryTrajectory.of(
        Fixtures.manifest(layout, 2),
        new float[][] {{1, 2, 3, 4, 5, 6}, {11, 12, 13, 14, 15, 16}},
        new float[][] {{101, 102, 103, 104, 105, 106}, {111, 112, 113, 114, 115, 116}},
        new Losses(new double[] {4, 3}, new double[] {3.5, 2.5}),
        new float[] {1001, 1002, 1003, 1004, 1005, 1006});
  }

  private static ParameterLayout layout(Parameter... tensors) {
    List<Parameter> placed = new ArrayList<>();
    int end = 0;
    for (Parameter each : tensors) {
      Parameter next =
          new Parameter(
              each.name(), each.layer(), each.role(), each.shape(), end, each.prunable(), 1);
      placed.add(next);
      end = next.end();
    }
    return new ParameterLayout(placed);
  }

  private static Parameter tensor(
      String name, ParameterRole role, boolean prunable, Integer... shape) {
    return new Parameter(name, name, role, List.of(shape), 0, prunable, 1);
  }
}
