package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.StepObserver;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingTest {
  private static final TrainingRecipe RECIPE =
      new TrainingRecipe(Optimizer.MOMENTUM, 0.05, RateSchedule.COSINE, 0.9, 64, 12, 0.1, 0.01);

  /** What an observer has seen. */
  private static final class Log implements StepObserver {
    final List<Double> before = new ArrayList<>();
    final List<Double> after = new ArrayList<>();
    final List<float[]> updates = new ArrayList<>();

    @Override
    public void onStep(
        float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter) {
      updates.add(update.clone());
      before.add(lossBefore);
      after.add(lossAfter);
      assertNull(gradient);
    }
  }

  private static TrainingRequest request(Dataset data, LossAfter lossAfter, Log log, int maxSteps) {
    return new TrainingRequest(
        data, RECIPE, 5, null, log, lossAfter, false, maxSteps, Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void updatesLeadFromTheFirstWeightsToTheLast(LossAfter lossAfter) {
    Log log = new Log();
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 150, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
      float[] weights = model.weights();
      TrainingReport report = model.train(request(data, lossAfter, log, Integer.MAX_VALUE));
      assertEquals(24, report.steps());
      assertEquals(24, log.updates.size());
      for (float[] update : log.updates) {
        for (int k = 0; k < weights.length; k++) {
          weights[k] += update[k];
        }
      }
      assertArrayEquals(weights, model.weights(), 1e-6f);
      assertTrue(report.recordingSeconds() > 0 && report.recordingShare() < 1);
      assertEquals((log.before.get(22) + log.before.get(23)) / 2, report.lastLoss(), 1e-12);
    }
  }

  /** With one minibatch of all the data, what is after one step is before the next. */
  @Test
  void lossAfterIsOnTheSameMinibatchInTheSameMode() {
    Log log = new Log();
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 40, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
      model.train(request(data, LossAfter.SAME_MINIBATCH, log, Integer.MAX_VALUE));
    }
    assertEquals(12, log.after.size());
    for (int t = 0; t + 1 < log.after.size(); t++) {
      assertEquals(log.before.get(t + 1), log.after.get(t), 1e-6);
    }
  }

  @Test
  void lossAfterOfTheNextMinibatchIsTheNextStepsOwn() {
    Dataset data = TestModels.clusters(List.of(5), 150, 1);
    Log shorter = new Log();
    Log longer = new Log();
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 3)) {
      float[] first = model.weights();
      model.train(request(data, LossAfter.NEXT_MINIBATCH, shorter, 10));
      model.setWeights(first);
      model.train(request(data, LossAfter.NEXT_MINIBATCH, longer, 12));
    }
    assertEquals(10, shorter.after.size());
    assertEquals(longer.before.subList(1, 11), shorter.after.subList(0, 10));
    assertEquals(longer.before.subList(0, 10), shorter.before);
  }

  @ParameterizedTest
  @EnumSource
  void recordsWithoutAHiddenLayer(LossAfter lossAfter) {
    Architecture logistic = new Architecture("logistic", List.of(5), List.of(), 3);
    Dataset data = TestModels.clusters(List.of(5), 40, 1);
    Log log = new Log();
    try (Dl4jModel model = Dl4jModel.create(logistic, 3)) {
      model.train(request(data, lossAfter, log, Integer.MAX_VALUE));
    }
    for (int t = 0; t + 1 < log.after.size(); t++) {
      assertEquals(log.before.get(t + 1), log.after.get(t), 1e-6);
    }
  }

  @Test
  void watchingChangesNothing() {
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 150, 1);
    try (Dl4jModel watched = Dl4jModel.create(TestModels.CNN, 3);
        Dl4jModel plain = Dl4jModel.create(TestModels.CNN, 3)) {
      watched.train(request(data, LossAfter.SAME_MINIBATCH, new Log(), Integer.MAX_VALUE));
      plain.train(TrainingRequest.plain(data, RECIPE, 5));
      assertArrayEquals(plain.weights(), watched.weights());
    }
  }
}
