package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTextTest {
  @ParameterizedTest
  @CsvSource({
    "top5, Top-5 accuracy, true",
    "ablation.rankCorrelation, Does the criterion rank as removal does?, false",
    "useless.cut, Useless weights that were cut, true",
    "flatness.lambdaMax, Flatness: largest eigenvalue of the Hessian, false",
    "another.one, Figure another.one, false"
  })
  void namesFigures(String name, String title, boolean share) {
    assertEquals(title, FigureText.of(name).title());
    assertEquals(share, FigureText.of(name).share());
  }

  @Test
  void tellsTheDenseWeightsAlongAMaskFromTheCut() {
    FigureText before = FigureText.of("flatness.before.trace");
    assertTrue(before.title().endsWith("dense weights along the cut's mask"), before.title());
    assertEquals("Flatness: trace of the Hessian", FigureText.of("flatness.trace").title());
  }

  @ParameterizedTest
  @CsvSource({
    "top5, true",
    "another.one, true",
    "flatness.trace, true",
    "flatness.before.trace, true",
    "flatness.traceSamples, false",
    "flatness.before.residual, false"
  })
  void showsMeasuresAndNotHowTheyCameAbout(String name, boolean shown) {
    assertEquals(shown, FigureText.isShown(name));
  }
}
