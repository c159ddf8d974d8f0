package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  @ParameterizedTest
  @EnumSource
  void learnsClusters(Optimizer optimizer) {
    Dataset data = TestModels.clusters(List.of(5), 96, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7)) {
      double before = model.evaluate(data).loss();
      double rate = optimizer == Optimizer.ADAM ? 0.01 : 0.05;
      model.train(TrainingRequest.plain(data, TestModels.recipe(optimizer, rate, 30), 3));
      assertTrue(model.evaluate(data).loss() < before / 2);
      assertTrue(model.evaluate(data).accuracy() > 0.95);
    }
  }

  /** The same seed gives the same bits, alone and beside other trainings. */
  @Test
  void isDeterministicOnManyThreads() throws InterruptedException, ExecutionException {
    float[] alone = train(3);
    assertFalse(Arrays.equals(alone, train(4)));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> same = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int seed = i % 2 == 0 ? 3 : 4 + i;
        same.add(threads.submit(() -> train(seed)));
      }
      for (int i = 0; i < 8; i += 2) {
        assertArrayEquals(alone, same.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] train(long seed) {
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 60, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, seed)) {
      model.train(TrainingRequest.plain(data, TestModels.recipe(Optimizer.ADAM, 0.01, 10), seed));
      return model.weights();
    }
  }

  @Test
  void leavesTheModelAsItWasWhenTheLossIsNotFinite() {
    Dataset data = TestModels.clusters(List.of(5), 96, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7)) {
      float[] before = model.weights();
      for (boolean observed : new boolean[] {false, true}) {
        TrainingRequest plain =
            TrainingRequest.plain(data, TestModels.recipe(Optimizer.SGD, 1e6, 30), 3);
        TrainingRequest request =
            observed
                ? plain.withObserver(
                    (update, gradient, lossBefore, lossAfter) ->
                        assertTrue(Double.isFinite(lossBefore) && Double.isFinite(lossAfter)))
                : plain;
        EspalierException failure =
            assertThrows(EspalierException.class, () -> model.train(request));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("step") && message.contains("learning rate"), message);
        assertArrayEquals(before, model.weights());
      }
    }
  }

  @Test
  void tellsProgressAndStopsWhenCancelled() {
    Dataset data = TestModels.clusters(List.of(5), 96, 1);
    List<String> told = new ArrayList<>();
    Progress progress =
        new Progress() {
          private int asked;

          @Override
          public void at(long done, long total, String what) {
            told.add(done + "/" + total + " " + what);
          }

          @Override
          public boolean isCancelled() {
            return asked++ > 15; // six steps an epoch
          }
        };
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7)) {
      TrainingRequest request =
          TrainingRequest.plain(data, TestModels.recipe(Optimizer.SGD, 0.1, 5), 3)
              .withProgress(progress);
      assertThrows(CancelledException.class, () -> model.train(request));
    }
    assertEquals(List.of("0/5 epochs", "1/5 epochs", "2/5 epochs"), told);
  }

  @Test
  void dropsWhatIsLeftOverAndTakesAllOfTooFew() {
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7)) {
      assertEquals(6, steps(model, 47, Integer.MAX_VALUE));
      assertEquals(3, steps(model, 7, Integer.MAX_VALUE));
      assertEquals(5, steps(model, 47, 5));
      float[] before = model.weights();
      assertEquals(0, steps(model, 47, 0));
      assertArrayEquals(before, model.weights());
    }
  }

  private static int steps(Dl4jModel model, int examples, int maxSteps) {
    TrainingReport report =
        model.train(
            new TrainingRequest(
                TestModels.clusters(List.of(5), examples, 1),
                TestModels.recipe(Optimizer.SGD, 0.1, 3),
                1,
                null,
                null,
                LossAfter.SAME_MINIBATCH,
                false,
                maxSteps,
                Progress.NONE));
    assertTrue(report.seconds() >= 0 && report.recordingSeconds() == 0);
    return report.steps();
  }

  @Test
  void firstWeightsAreHesAndOnlyTheSeedsOwn() {
    Architecture wide =
        new Architecture("wide", List.of(1, 12, 12), List.of(new LayerSpec.Dense(99)), 3);
    try (Dl4jModel model = Dl4jModel.create(wide, 7);
        Dl4jModel other = Dl4jModel.create(wide, 8)) {
      assertEquals(List.of(1, 12, 12), model.inputShape());
      float[] weights = model.weights();
      assertFalse(Arrays.equals(weights, other.weights()));
      for (Parameter parameter : model.layout().parameters()) {
        double sum = 0;
        double squares = 0;
        for (int k = parameter.offset(); k < parameter.end(); k++) {
          sum += weights[k];
          squares += weights[k] * weights[k];
        }
        double expected = parameter.prunable() ? 2.0 / parameter.fanIn() : 0;
        assertEquals(expected, squares / parameter.size(), 0.2 * expected);
        assertEquals(0, sum / parameter.size(), 0.3 * Math.sqrt(expected));
      }
      model.evaluate(TestModels.clusters(List.of(1, 12, 12), 5, 1));
    }
  }

  /** The means and variances of a normalisation follow the data; decay and momentum spare them. */
  @Test
  void runningStatisticsMoveAsDl4jMovesThem(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("normalised.zip");
    MultiLayerNetwork theirs = new MultiLayerNetwork(LayoutReaderTest.normalised());
    theirs.init();
    theirs.setLearningRate(0.1);
    ModelSerializer.writeModel(theirs, file.toFile(), false);
    assertTrue(Files.size(file) > 0);
    Dataset data = TestModels.clusters(List.of(1, 4, 4), 12, 1);
    TrainingRecipe recipe =
        new TrainingRecipe(Optimizer.SGD, 0.1, RateSchedule.CONSTANT, 0, 12, 4, 0, 0);
    try (Dl4jModel model = Dl4jModel.read(file);
        Minibatches all = new Minibatches(theirs.getLayerWiseConfigurations(), data, 12, 0)) {
      float[] before = model.weights();
      model.train(TrainingRequest.plain(data, recipe, 1));
      all.load(0);
      for (int step = 0; step < 4; step++) {
        theirs.fit(all.features(), all.labels());
      }
      assertArrayEquals(theirs.params().toFloatVector(), model.weights(), 1e-5f);
      Parameter mean = model.layout().find("1_mean").orElseThrow();
      assertNotEquals(before[mean.offset()], model.weights()[mean.offset()]);
      float[] gradient = model.gradient(data, 0);
      for (int k = mean.offset(); k < mean.end(); k++) {
        assertEquals(0, gradient[k]);
      }
    }
  }

  @Test
  void refusesDataThatDoNotFit() {
    Dataset flat = TestModels.clusters(List.of(60), 6, 1);
    Dataset twoClasses = new Dataset("two", List.of(5), new float[5], new int[1], 2);
    try (Dl4jModel cnn = Dl4jModel.create(TestModels.CNN, 7);
        Dl4jModel mlp = Dl4jModel.create(TestModels.MLP, 7)) {
      for (Runnable use :
          List.<Runnable>of(
              () -> cnn.evaluate(flat),
              () -> cnn.gradient(flat, 0),
              () ->
                  cnn.train(
                      TrainingRequest.plain(flat, TestModels.recipe(Optimizer.SGD, 0.1, 1), 1)),
              () -> mlp.evaluate(twoClasses),
              () -> mlp.setWeights(new float[3]))) {
        assertThrows(IllegalArgumentException.class, use::run);
      }
    }
  }

  @Test
  void closesTwiceAndIsNotUsedAfter() {
    Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7);
    model.close();
    model.close();
    assertThrows(IllegalStateException.class, model::weights);
  }

  /**
   * The last 25 of 30 trainings of 1.3 million weights hold 750 MB of arrays, but never two at a
   * time; Java's own heap may grow meanwhile.
   */
  @Test
  void memoryIsFreedWithoutTheGarbageCollector() {
    Architecture large =
        new Architecture("large", List.of(300), List.of(new LayerSpec.Dense(4300)), 3);
    Dataset data = TestModels.clusters(List.of(300), 16, 1);
    long before = 0;
    for (int i = 0; i < 30; i++) {
      try (Dl4jModel model = Dl4jModel.create(large, 1)) {
        model.train(TrainingRequest.plain(data, TestModels.recipe(Optimizer.ADAM, 0.01, 1), 1));
        model.evaluate(data);
        model.gradient(data, 0);
      }
      if (i == 4) {
        before = Pointer.physicalBytes();
      }
    }
    long grown = (Pointer.physicalBytes() - before) >> 20;
    assertTrue(grown < 400, "grown by " + grown + " MB");
  }
}
