package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  @Test
  void halvingTheDensityIsTheSameStepEverywhere() {
    Scale scale = Scale.ofSparsities(DoubleStream.of(0.5, 0.9, 0.98));

    double first = scale.at(0.75) - scale.at(0.5);
    double second = scale.at(0.9375) - scale.at(0.875);

    assertEquals(first, second, 1e-12);
    assertEquals(scale.at(0.5), 1 - scale.at(0.98), 1e-12);
  }

  @Test
  void whatLiesOutsideIsDrawnAtTheEdge() {
    Scale scale = Scale.ofSparsities(DoubleStream.of(0.5, 0.9));

    assertEquals(1, scale.at(1), 0);
    assertEquals(0, scale.at(0), 0);
  }

  @Test
  void anEvenAxisGoesToWholeTicks() {
    Scale scale = Scale.ofAccuracies(DoubleStream.of(0.13, 0.5, 0.974));

    assertEquals(
        List.of(0.0, 0.2, 0.4),
        scale.ticks().subList(0, 3).stream().map(ScaleTest::round).toList());
    assertEquals(0.974, scale.low() + scale.at(0.974) * (scale.high() - scale.low()), 1e-12);
  }

  @Test
  void aNarrowRangeFillsTheAxis() {
    Scale scale = Scale.ofAccuracies(DoubleStream.of(0.961, 0.983));

    assertEquals(0.96, scale.low(), 1e-9);
    assertEquals(0.985, scale.high(), 1e-9);
  }

  @Test
  void equalAccuraciesStillMakeAnAxis() {
    for (double accuracy : new double[] {0, 0.5, 1}) {
      Scale scale = Scale.ofAccuracies(DoubleStream.of(accuracy, accuracy));

      double at = scale.at(accuracy);
      assertEquals(true, at >= 0 && at <= 1 && scale.low() < scale.high(), scale::toString);
    }
  }

  private static double round(double value) {
    return Math.rint(1000 * value) / 1000;
  }
}
