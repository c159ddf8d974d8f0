package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.StepObserver;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ModelAdapter} must do; an adapter's test extends this class. What a model can
 * be asked beyond its weights is tested for those interfaces that {@link #capabilities} names.
 */
public abstract class ModelAdapterContract extends ModelFilesContract {
  private static final int EPOCHS = 4;
  private static final int BATCH = 16;

  /** What the adapter's models are beside {@link PrunableModel}, no less and no more. */
  protected abstract Set<Class<? extends PrunableModel>> capabilities();

  /** Some examples that fit the model; by default three noisy clusters of 16 features. */
  protected Dataset data() {
    Random random = new Random(4);
    int[] labels = IntStream.range(0, 96).map(i -> i % 3).toArray();
    float[] features = new float[labels.length * 16];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) ((i % 16 % 3 == labels[i / 16] ? 1 : 0) + random.nextGaussian() / 2);
    }
    return new Dataset("clusters", List.of(16), features, labels, 3);
  }

  private static final List<Class<? extends PrunableModel>> KNOWN =
      List.of(
          EvaluableModel.class,
          DifferentiableModel.class,
          ObservableModel.class,
          TrainableModel.class,
          ReducibleModel.class);

  @Test
  public void canDoWhatItIsSaidTo() {
    Set<String> said = new TreeSet<>();
    Set<String> can = new TreeSet<>();
    try (PrunableModel model = open()) {
      for (Class<? extends PrunableModel> type : KNOWN) {
        if (capabilities().stream().anyMatch(type::isAssignableFrom)) {
          said.add(type.getSimpleName());
        }
        if (type.isInstance(model)) {
          can.add(type.getSimpleName());
        }
      }
    }
    assertEquals(said, can);
  }

  /** A model with that capability; the test is skipped if there is none. */
  private <M extends PrunableModel> M open(Class<M> type) {
    Assumptions.assumeTrue(
        capabilities().stream().anyMatch(type::isAssignableFrom),
        () -> "no " + type.getSimpleName());
    return type.cast(open());
  }

  @Test
  public void evaluatesTheSameAgainAndLeavesTheModelAlone() {
    try (EvaluableModel model = open(EvaluableModel.class)) {
      Dataset data = data();
      float[] before = model.weights();
      assertEquals(data.exampleShape(), model.inputShape());
      Evaluation evaluation = model.evaluate(data);
      assertEquals(data.size(), evaluation.examples());
      assertTrue(evaluation.accuracy() >= 0 && evaluation.accuracy() <= 1, evaluation::toString);
      assertTrue(evaluation.loss() > 0, evaluation::toString);
      assertEquals(evaluation, model.evaluate(data));
      assertEquals(Checks.bits(before), Checks.bits(model.weights()));
    }
  }

  @Test
  public void evaluatesTheWeightsThatAreSet() {
    try (EvaluableModel model = open(EvaluableModel.class)) {
      float[] before = model.weights();
      Evaluation first = model.evaluate(data());
      model.setWeights(new float[before.length]);
      Evaluation zero = model.evaluate(data());
      assertNotEquals(first.loss(), zero.loss());
      assertEquals(Math.log(data().classes()), zero.loss(), 1e-5, "all weights 0, all alike");
      model.setWeights(before);
      assertEquals(first, model.evaluate(data()));
    }
  }

  @Test
  public void computesTheSameWhenOpenedAgain() {
    Path file = file("again" + extension());
    try (EvaluableModel model = open(EvaluableModel.class)) {
      model.setWeights(Fixtures.normal(model.layout().size(), 0.3, 10));
      model.save(file);
      try (PrunableModel again = open(file)) {
        assertEquals(model.evaluate(data()), ((EvaluableModel) again).evaluate(data()));
      }
    }
  }

  @Test
  public void refusesExamplesThatDoNotFit() {
    try (EvaluableModel model = open(EvaluableModel.class)) {
      int width = data().width() + 1;
      Dataset wide =
          new Dataset("too wide", List.of(width), new float[width], new int[1], data().classes());
      Checks.requireOneLine(
          assertThrows(IllegalArgumentException.class, () -> model.evaluate(wide)));
      Dataset more =
          new Dataset(
              "too many classes",
              data().exampleShape(),
              new float[data().width()],
              new int[] {data().classes() + 4},
              data().classes() + 5);
      Checks.requireOneLine(
          assertThrows(IllegalArgumentException.class, () -> model.evaluate(more)));
    }
  }

  @Test
  public void servesManyThreadsEachWithAModelOfItsOwn() {
    ModelAdapter adapter = adapter();
    Path file = saved("shared");
    Checks.sameFromManyThreads(answer(adapter, file), () -> answer(adapter, file));
  }

  /** All that a model says when it is opened, run, trained and saved. */
  private List<Object> answer(ModelAdapter adapter, Path file) {
    List<Object> answers = new ArrayList<>();
    try (PrunableModel model = adapter.open(new ModelSource.File(file))) {
      if (model instanceof TrainableModel trainable) {
        trainable.train(TrainingRequest.plain(data(), recipe(Optimizer.MOMENTUM, 1), 3));
      }
      answers.add(Checks.bits(model.weights()));
      if (model instanceof DifferentiableModel differentiable) {
        answers.add(Checks.bits(differentiable.gradient(data(), 0.1)));
      }
      if (model instanceof EvaluableModel evaluable) {
        answers.add(evaluable.evaluate(data()));
      }
    }
    return answers;
  }

  /** Central differences of the loss, along single weights and along a direction of all. */
  @Test
  public void differentiatesItsLoss() {
    try (DifferentiableModel model = open(DifferentiableModel.class)) {
      float[] weights = model.weights();
      float[] gradient = model.gradient(data(), 0);
      assertEquals(weights.length, gradient.length);
      float[] direction = new float[weights.length];
      double norm = 0;
      for (float g : gradient) {
        norm += (double) g * g;
      }
      assertTrue(norm > 0, "the gradient is zero");
      for (int k = 0; k < direction.length; k++) {
        direction[k] = (float) (gradient[k] / Math.sqrt(norm));
      }
      assertEquals(1, slope(model, weights, direction) / Math.sqrt(norm), 0.02);
      Integer[] order = IntStream.range(0, weights.length).boxed().toArray(Integer[]::new);
      Stream.of(order)
          .sorted((a, b) -> Float.compare(Math.abs(gradient[b]), Math.abs(gradient[a])))
          .limit(5)
          .forEach(
              k -> {
                float[] single = new float[weights.length];
                single[k] = 1;
                assertEquals(1, slope(model, weights, single) / gradient[k], 0.05, "at " + k);
              });
      assertEquals(Checks.bits(weights), Checks.bits(model.weights()));
    }
  }

  private double slope(DifferentiableModel model, float[] weights, float[] direction) {
    double step = 4e-3;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = weights.clone();
      for (int k = 0; k < moved.length; k++) {
        moved[k] += (float) ((side == 0 ? -step : step) * direction[k]);
      }
      model.setWeights(moved);
      losses[side] = model.evaluate(data()).loss();
    }
    model.setWeights(weights);
    return (losses[1] - losses[0]) / (2 * step);
  }

  /** The label's share is 1 − ε + ε ÷ classes, so that the gradient is linear in ε. */
  @Test
  public void smoothsTheLabelsOfItsGradient() {
    try (DifferentiableModel model = open(DifferentiableModel.class)) {
      float[] plain = model.gradient(data(), 0);
      float[] some = model.gradient(data(), 0.1);
      float[] more = model.gradient(data(), 0.2);
      double largest = 0;
      for (int k = 0; k < plain.length; k++) {
        assertEquals(more[k] - plain[k], 2 * (some[k] - plain[k]), 1e-4, "at " + k);
        largest = Math.max(largest, Math.abs(more[k] - plain[k]));
      }
      assertTrue(largest > 1e-3, "smoothing changes nothing");
    }
  }

  /** What the first layer sees, the examples give; and every column has a value for each weight. */
  @Test
  public void showsWhatItsLayersSee() {
    try (ObservableModel model = open(ObservableModel.class)) {
      float[] weights = model.weights();
      for (Parameter tensor : model.layout().prunable()) {
        List<float[]> columns = inputs(model, tensor);
        assertEquals((long) data().size() * tensor.positions(), columns.size(), tensor.name());
        boolean seen = false;
        for (float[] column : columns) {
          assertEquals(tensor.fanIn(), column.length, tensor.name());
          for (float x : column) {
            seen |= x != 0;
          }
        }
        assertTrue(seen, () -> tensor.name() + " sees nothing");
        List<float[]> again = inputs(model, tensor);
        for (int i = 0; i < columns.size(); i++) {
          assertEquals(Checks.bits(columns.get(i)), Checks.bits(again.get(i)));
        }
      }
      assertEquals(Checks.bits(weights), Checks.bits(model.weights()));
      Parameter first = model.layout().prunable().get(0);
      if (first.shape().equals(List.of(first.units(), data().width()))) {
        List<float[]> columns = inputs(model, first);
        float[] example = new float[data().width()];
        for (int i = 0; i < data().size(); i++) {
          data().copyExample(i, example, 0);
          assertEquals(Checks.bits(example), Checks.bits(columns.get(i)));
        }
      }
    }
  }

  /** With all weights 0, the last layer sees the same of every example; else it doesn't. */
  @Test
  public void showsWhatItsLayersSeeAtTheWeightsThatAreSet() {
    try (ObservableModel model = open(ObservableModel.class)) {
      List<Parameter> tensors = model.layout().prunable();
      Assumptions.assumeTrue(tensors.size() > 1, "one layer only");
      Parameter last = tensors.get(tensors.size() - 1);
      assertTrue(differentInputs(model, last) > 1, "all examples are alike");
      model.setWeights(new float[model.layout().size()]);
      assertEquals(1, differentInputs(model, last), "by weights that are 0");
    }
  }

  private long differentInputs(ObservableModel model, Parameter tensor) {
    List<float[]> columns = inputs(model, tensor);
    int positions = columns.size() / data().size();
    return IntStream.range(0, data().size())
        .mapToObj(i -> Checks.bits(columns.get(i * positions)))
        .distinct()
        .count();
  }

  private List<float[]> inputs(ObservableModel model, Parameter tensor) {
    List<float[]> columns = new ArrayList<>();
    model.visitInputs(tensor, data(), x -> columns.add(x.clone()));
    return columns;
  }

  @Test
  public void trainsTheSameForTheSameSeedOnly() {
    for (Optimizer optimizer : Optimizer.values()) {
      List<Object> training = trajectory(optimizer, 7);
      assertEquals(training, trajectory(optimizer, 7), () -> "again by " + optimizer);
      assertNotEquals(training, trajectory(optimizer, 8), () -> "another seed by " + optimizer);
    }
  }

  /** Every step of a recorded training, and where it ends. */
  private List<Object> trajectory(Optimizer optimizer, long seed) {
    List<Object> steps = new ArrayList<>();
    try (TrainableModel model = open(TrainableModel.class)) {
      TrainingReport report =
          model.train(
              observed(
                  optimizer,
                  seed,
                  null,
                  (update, gradient, before, after) ->
                      steps.add(
                          List.of(
                              Checks.bits(update),
                              gradient == null ? "none" : Checks.bits(gradient),
                              before,
                              after))));
      assertEquals(report.steps(), steps.size());
      steps.add(Checks.bits(model.weights()));
    }
    return steps;
  }

  /** θ₀ + ΣΔθ is θ, the losses are those around each step, and they fall. */
  @Test
  public void tellsOfEachStepAsItWas() {
    try (TrainableModel model = open(TrainableModel.class)) {
      float[] start = model.weights();
      double[] reached = new double[start.length];
      for (int k = 0; k < start.length; k++) {
        reached[k] = start[k];
      }
      List<Double> losses = new ArrayList<>();
      TrainingReport report =
          model.train(
              observed(
                  Optimizer.SGD,
                  1,
                  null,
                  (update, gradient, before, after) -> {
                    for (int k = 0; k < reached.length; k++) {
                      reached[k] += update[k];
                      assertEquals(
                          -0.1 * Objects.requireNonNull(gradient)[k],
                          update[k],
                          1e-5,
                          "−ηg at " + k);
                    }
                    assertTrue(after < before, "a step of plain SGD raises its own batch's loss");
                    losses.add(before);
                  }));
      int steps = EPOCHS * (data().size() / BATCH);
      assertEquals(steps, report.steps());
      assertEquals(steps, losses.size());
      assertTrue(losses.get(steps - 1) < losses.get(0), losses::toString);
      float[] end = model.weights();
      for (int k = 0; k < end.length; k++) {
        assertEquals(reached[k], end[k], 1e-5, "θ₀ + ΣΔθ at " + k);
      }
    }
  }

  @Test
  public void trainsTheSameWhetherSomebodyWatchesOrNot() {
    try (TrainableModel model = open(TrainableModel.class);
        TrainableModel watched = open(TrainableModel.class)) {
      model.train(TrainingRequest.plain(data(), recipe(Optimizer.MOMENTUM, EPOCHS), 2));
      watched.train(observed(Optimizer.MOMENTUM, 2, null, (u, g, before, after) -> {}));
      assertEquals(Checks.bits(model.weights()), Checks.bits(watched.weights()));
    }
  }

  @Test
  public void keepsMaskedWeightsAtZeroInTraining() {
    for (Optimizer optimizer : Optimizer.values()) {
      try (TrainableModel model = open(TrainableModel.class)) {
        BitSet kept = new BitSet();
        kept.set(0, model.layout().size());
        for (Parameter parameter : model.layout().prunable()) {
          for (int k = parameter.offset(); k < parameter.end(); k += 2) {
            kept.clear(k);
          }
        }
        Mask mask = Mask.of(model.layout(), kept);
        float[] weights = mask.apply(model.weights());
        model.train(
            observed(
                optimizer,
                1,
                mask,
                (update, gradient, before, after) -> {
                  for (int k = 0; k < weights.length; k++) {
                    weights[k] += update[k];
                    assertTrue(kept.get(k) || weights[k] == 0, "a masked weight moves, at " + k);
                  }
                }));
        float[] end = model.weights();
        int moved = 0;
        for (int k = 0; k < end.length; k++) {
          assertTrue(kept.get(k) || end[k] == 0, "a masked weight is left, at " + k);
          moved += kept.get(k) && end[k] != 0 ? 1 : 0;
        }
        assertTrue(moved > kept.cardinality() / 2, "hardly any weight is left");
      }
    }
  }

  @Test
  public void stopsTrainingWhenCancelled() {
    for (int after : new int[] {0, 3}) {
      try (TrainableModel model = open(TrainableModel.class)) {
        int[] steps = {0};
        Progress progress =
            new Progress() {
              @Override
              public void at(long done, long total, String what) {}

              @Override
              public boolean isCancelled() {
                return steps[0] >= after;
              }
            };
        TrainingRequest request =
            observed(Optimizer.SGD, 1, null, (u, g, before, a) -> steps[0]++)
                .withProgress(progress);
        assertThrows(CancelledException.class, () -> model.train(request));
        assertTrue(steps[0] <= after + 1, () -> steps[0] + " steps");
      }
    }
  }

  @Test
  public void endsTrainingAtTheMostSteps() {
    try (TrainableModel model = open(TrainableModel.class)) {
      TrainingRequest request =
          new TrainingRequest(
              data(),
              recipe(Optimizer.SGD, EPOCHS),
              1,
              null,
              null,
              LossAfter.SAME_MINIBATCH,
              false,
              5,
              Progress.NONE);
      assertEquals(5, model.train(request).steps());
    }
  }

  /** What nobody reads any more can go, and nothing else is computed than before. */
  @Test
  public void computesTheSameWithoutTheUnitsThatNobodyReads() {
    try (ReducibleModel model = open(ReducibleModel.class)) {
      var connection =
          model.layout().connections().stream()
              .findFirst()
              .orElseThrow(() -> new AssertionError("a reducible model without connections"));
      Parameter source = model.layout().find(connection.source()).orElseThrow();
      Parameter target = model.layout().find(connection.target()).orElseThrow();
      int run = target.shape().get(1) / source.units() * (target.fanIn() / target.shape().get(1));
      BitSet kept = new BitSet();
      kept.set(0, model.layout().size());
      for (int unit = 0; unit < target.units(); unit++) {
        int from = target.offset() + unit * target.fanIn();
        kept.clear(from, from + run); // the inputs that are the first unit's
      }
      Mask mask = Mask.of(model.layout(), kept);
      model.setWeights(mask.apply(model.weights()));
      float[] before = model.weights();
      try (PrunableModel smaller = model.reduce(mask)) {
        assertTrue(smaller.layout().size() < model.layout().size(), "nothing is removed");
        assertEquals(Checks.bits(before), Checks.bits(model.weights()));
        if (model instanceof EvaluableModel whole) {
          Evaluation expected = whole.evaluate(data());
          Evaluation actual = ((EvaluableModel) smaller).evaluate(data());
          assertEquals(expected.accuracy(), actual.accuracy());
          assertEquals(expected.loss(), actual.loss(), 1e-5);
        }
      }
    }
  }

  private TrainingRequest observed(
      Optimizer optimizer, long seed, @Nullable Mask mask, StepObserver observer) {
    return new TrainingRequest(
        data(),
        recipe(optimizer, EPOCHS),
        seed,
        mask,
        observer,
        LossAfter.SAME_MINIBATCH,
        true,
        Integer.MAX_VALUE,
        Progress.NONE);
  }

  private static TrainingRecipe recipe(Optimizer optimizer, int epochs) {
    double rate = optimizer == Optimizer.SGD ? 0.1 : 0.01;
    return new TrainingRecipe(optimizer, rate, RateSchedule.CONSTANT, 0.9, BATCH, epochs, 0, 0);
  }
}
