package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassTallyTest {
  @Test
  void countsTheMostProbableClassAndItsLogarithm() {
    ClassTally tally = new ClassTally(3);
    float[] values = {0.2f, 0.5f, 0.3f, 0.6f, 0.3f, 0.1f};
    tally.addProbabilities(values, 0, 1);
    tally.addProbabilities(values, 3, 2);
    Evaluation evaluation = tally.evaluation();
    assertEquals(2, evaluation.examples());
    assertEquals(0.5, evaluation.accuracy());
    assertEquals(-(Math.log(0.5) + Math.log(0.1f)) / 2, evaluation.loss(), 1e-7);
  }

  @Test
  void givesLogitsAndTheirProbabilitiesTheSame() {
    float[] logits = {1, -2, 0.5f};
    double sum = Math.exp(1) + Math.exp(-2) + Math.exp(0.5);
    float[] probabilities = new float[3];
    float[] logarithms = new float[3];
    for (int c = 0; c < 3; c++) {
      probabilities[c] = (float) (Math.exp(logits[c]) / sum);
      logarithms[c] = (float) Math.log(Math.exp(logits[c]) / sum);
    }
    for (int label = 0; label < 3; label++) {
      ClassTally byLogits = new ClassTally(3);
      byLogits.addLogits(logits, 0, label);
      ClassTally byLogarithms = new ClassTally(3);
      byLogarithms.addLogits(logarithms, 0, label);
      ClassTally byProbabilities = new ClassTally(3);
      byProbabilities.addProbabilities(probabilities, 0, label);
      double loss = byProbabilities.evaluation().loss();
      assertEquals(loss, byLogits.evaluation().loss(), 1e-6);
      assertEquals(loss, byLogarithms.evaluation().loss(), 1e-6);
      assertEquals(label == 0 ? 1 : 0, byLogits.evaluation().accuracy());
    }
  }

  @Test
  void prefersTheLowestOfEqualClasses() {
    ClassTally tally = new ClassTally(2);
    float[] even = {0.5f, 0.5f};
    tally.addProbabilities(even, 0, 0);
    tally.addLogits(even, 0, 1);
    assertEquals(0.5, tally.evaluation().accuracy());
  }

  @Test
  void boundsWhatAnExampleCosts() {
    double most = -Math.log(Float.MIN_NORMAL);
    ClassTally probabilities = new ClassTally(2);
    probabilities.addProbabilities(new float[] {1, 0}, 0, 1);
    assertEquals(most, probabilities.evaluation().loss());
    ClassTally logits = new ClassTally(2);
    logits.addLogits(new float[] {1e9f, -1e9f}, 0, 1);
    assertEquals(most, logits.evaluation().loss());
  }

  /** Against the place of the label in a sorted list, the lowest class first among equals. */
  @Test
  void countsTheLabelsAmongTheFiveMostProbable() {
    int classes = 12;
    java.util.Random random = new java.util.Random(3);
    ClassTally tally = new ClassTally(classes);
    int among = 0;
    int first = 0;
    for (int i = 0; i < 500; i++) {
      float[] logits = new float[classes];
      for (int c = 0; c < classes; c++) {
        logits[c] = random.nextInt(20); // some are equal
      }
      int label = random.nextInt(classes);
      List<Integer> order = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
      order.sort(Comparator.comparingDouble((Integer c) -> -logits[c]));
      among += order.indexOf(label) < 5 ? 1 : 0;
      first += order.indexOf(label) == 0 ? 1 : 0;
      tally.addLogits(logits, 0, label);
    }
    assertEquals(among / 500.0, tally.evaluation().top5());
    assertEquals(first / 500.0, tally.evaluation().accuracy());
  }

  @Test
  void fiveClassesHaveNoTopFive() {
    ClassTally tally = new ClassTally(5);
    tally.addLogits(new float[5], 0, 0);
    assertEquals(Double.NaN, tally.evaluation().top5());
  }
}
