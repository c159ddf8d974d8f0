package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ParameterLayout;
import org.espalier.harness.internal.data.LoadedData;
import org.junit.jupiter.api.Test;

class ModelsTest {
  @Test
  void givesAForeignModelTheRowsOfAFileAsTheyAre() {
    LoadedData file = new LoadedData(data("mine.csv", List.of(2)), 2, true);
    assertEquals(false, Models.fit(new Foreign(List.of(1, 2)), file).standardize());
    assertEquals(List.of(1, 2), Models.fit(new Foreign(List.of(1, 2)), file).data().exampleShape());
    LoadedData box = new LoadedData(data("breast-cancer", List.of(2)), 2, true);
    assertEquals(true, Models.fit(new Foreign(List.of(2)), box).standardize());
  }

  @Test
  void refusesValuesInAnotherOrder() {
    LoadedData channelsFirst = new LoadedData(data("images", List.of(3, 4, 4)), 2, false);
    EspalierException refused =
        assertThrows(
            EspalierException.class,
            () -> Models.fit(new Foreign(List.of(4, 4, 3)), channelsFirst));
    assertTrue(String.valueOf(refused.getMessage()).contains("in another order"));
    LoadedData grey = new LoadedData(data("images", List.of(1, 4, 4)), 2, false);
    assertEquals(
        List.of(4, 4, 1), Models.fit(new Foreign(List.of(4, 4, 1)), grey).data().exampleShape());
  }

  private static Dataset data(String name, List<Integer> shape) {
    int width = shape.stream().reduce(1, (a, b) -> a * b);
    return new Dataset(name, shape, new float[4 * width], new int[] {0, 1, 0, 1}, 2);
  }

  /** A model of which only the input is looked at. */
  private record Foreign(List<Integer> inputShape) implements EvaluableModel {
    @Override
    public Evaluation evaluate(Dataset data) {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public ParameterLayout layout() {
      return new ParameterLayout(List.of());
    }

    @Override
    public float[] weights() {
      return new float[0];
    }

    @Override
    public void setWeights(float[] weights) {}

    @Override
    public void save(Path file) {}

    @Override
    public void close() {}
  }
}
