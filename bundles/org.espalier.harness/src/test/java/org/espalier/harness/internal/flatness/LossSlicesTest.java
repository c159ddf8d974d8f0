package org.espalier.harness.internal.flatness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;
import org.junit.jupiter.api.Test;

class LossSlicesTest {
  private final LossSurface surface = Reference.surface();
  private final LossSlices slices = new LossSlices(surface);

  @Test
  void eachFiltersDirectionHasTheNormOfItsWeightsAndCutWeightsStay() {
    double[] d = slices.direction(1);
    double[] weights = surface.weights();
    for (Parameter tensor : surface.mask().layout().parameters()) {
      for (int unit = 0; unit < tensor.units(); unit++) {
        int from = tensor.offset() + unit * tensor.fanIn();
        int to = from + tensor.fanIn();
        double expected =
            tensor.role() == ParameterRole.WEIGHT
                ? Vectors.norm(Arrays.copyOfRange(weights, from, to))
                : 0;
        assertEquals(expected, Vectors.norm(Arrays.copyOfRange(d, from, to)), 1e-9);
      }
    }
    for (int k = 0; k < d.length; k++) {
      assertTrue(surface.mask().keeps(k) || d[k] == 0);
    }
  }

  @Test
  void lineAndPlaneMeetWhereTheyCross() {
    List<Double> steps = LossSlices.steps(5);
    assertEquals(List.of(-1.0, -0.5, 0.0, 0.5, 1.0), steps);
    List<Double> line = slices.line(steps, 1);
    List<List<Double>> plane = slices.plane(steps, 1, 2);
    assertEquals(line, plane.get(2));
    assertEquals(Reference.number("loss"), line.get(2), 1e-6);
    assertEquals(slices.line(steps, 2), plane.stream().map(row -> row.get(2)).toList());
    assertTrue(line.get(0) > line.get(2) && line.get(4) > line.get(2), line.toString());
    assertEquals(line, new LossSlices(Reference.surface()).line(steps, 1));
    assertNotEquals(line, slices.line(steps, 3));
  }
}
