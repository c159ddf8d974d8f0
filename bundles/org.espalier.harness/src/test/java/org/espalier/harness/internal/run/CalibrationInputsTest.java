package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.Parameter;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class CalibrationInputsTest {
  private final SoftmaxModel model = new SoftmaxModel(2, 3, 1, List.of());
  private final Parameter tensor = model.layout().prunable().get(0);
  private final float[] own = model.weights();

  @Test
  void areOfAllExamplesWhereThereAreFew() {
    Dataset data = numbered(3);
    CalibrationInputs inputs = new CalibrationInputs(model, data, 7, Progress.NONE);
    InputMoments moments = inputs.moments(tensor, own);
    assertEquals(3, moments.columns());
    // (0, 1), (1, 1), (2, 1)
    assertArrayEquals(new double[] {5, 3, 3, 3}, moments.products());
    assertArrayEquals(new double[] {5, 3}, inputs.squares(tensor, own));
  }

  @Test
  void areOfADrawThatASeedFixesWhereThereAreMany() {
    Dataset data = numbered(2000);
    double[] one = new CalibrationInputs(model, data, 7, Progress.NONE).squares(tensor, own);
    assertEquals(512, one[1]);
    assertArrayEquals(
        one, new CalibrationInputs(model, data, 7, Progress.NONE).squares(tensor, own));
    assertFalse(
        Arrays.equals(
            one, new CalibrationInputs(model, data, 8, Progress.NONE).squares(tensor, own)));
  }

  @Test
  void areTakenAtTheWeightsGivenAndTheModelsOwnComeBack() {
    float[] other = Fixtures.normal(own.length, 1, 2);
    ObservableModel telling = new Telling(model);
    CalibrationInputs inputs = new CalibrationInputs(telling, numbered(1), 7, Progress.NONE);
    assertEquals((double) other[0] * other[0], inputs.squares(tensor, other)[0]);
    assertArrayEquals(own, model.weights());
  }

  @Test
  void giveTheModelItsOwnWhenTheyAreCancelled() {
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    CalibrationInputs inputs = new CalibrationInputs(model, numbered(3), 7, cancelled);
    assertThrows(CancelledException.class, () -> inputs.moments(tensor, new float[own.length]));
    assertArrayEquals(own, model.weights());
  }

  /** Example i is (i, 1). */
  private static Dataset numbered(int size) {
    float[] features = new float[2 * size];
    IntStream.range(0, size)
        .forEach(
            i -> {
              features[2 * i] = i;
              features[2 * i + 1] = 1;
            });
    return new Dataset("numbered", List.of(2), features, new int[size], 3);
  }

  /** Its layer sees its weights. */
  private static final class Telling extends RunOnlyModel implements ObservableModel {
    Telling(SoftmaxModel model) {
      super(model);
    }

    @Override
    public void visitInputs(Parameter tensor, Dataset data, InputVisitor visitor) {
      visitor.column(weights());
    }
  }
}
