package org.espalier.testkit;

import com.example.adapter.SoftmaxModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;

/** A linear classifier that is trained by plain SGD, whatever the recipe says. */
class TrainedSoftmax implements TrainableModel {
  private final SoftmaxModel model;

  TrainedSoftmax(SoftmaxModel model) {
    this.model = model;
  }

  /** The request as the broken see it. */
  TrainingRequest seen(TrainingRequest request) {
    return request;
  }

  @Override
  public TrainingReport train(TrainingRequest given) {
    TrainingRequest request = seen(given);
    TrainingRecipe recipe = request.recipe();
    if (request.mask() != null) {
      setWeights(request.mask().apply(model.weights()));
    }
    Random random = new Random(request.seed());
    List<Integer> order =
        Arrays.asList(IntStream.range(0, request.data().size()).boxed().toArray(Integer[]::new));
    int each = recipe.stepsPerEpoch(request.data().size());
    int steps = Math.min(request.maxSteps(), each * recipe.epochs());
    for (int step = 0; step < steps; step++) {
      request.progress().check();
      if (step % each == 0) {
        Collections.shuffle(order, random);
      }
      int from = step % each * recipe.batchSize();
      int[] chosen =
          order.subList(from, Math.min(order.size(), from + recipe.batchSize())).stream()
              .mapToInt(Integer::intValue)
              .toArray();
      step(request, request.data().select(chosen), recipe.rate(step / each));
    }
    return new TrainingReport(steps, model.evaluate(request.data()).loss(), 0, 0);
  }

  private void step(TrainingRequest request, Dataset batch, double rate) {
    float[] before = model.weights();
    double lossBefore = model.evaluate(batch).loss();
    float[] gradient = model.gradient(batch, request.recipe().labelSmoothing());
    float[] after = before.clone();
    for (int k = 0; k < after.length; k++) {
      after[k] -= (float) (rate * gradient[k]);
    }
    if (request.mask() != null) {
      after = request.mask().apply(after);
    }
    setWeights(after);
    if (request.observer() != null) {
      float[] update = new float[after.length];
      for (int k = 0; k < update.length; k++) {
        update[k] = after[k] - before[k];
      }
      double lossAfter = model.evaluate(batch).loss();
      request
          .observer()
          .onStep(update, request.gradients() ? gradient : null, lossBefore, lossAfter);
    }
  }

  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    return model.gradient(batch, labelSmoothing);
  }

  @Override
  public List<Integer> inputShape() {
    return model.inputShape();
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    return model.evaluate(data);
  }

  @Override
  public ParameterLayout layout() {
    return model.layout();
  }

  @Override
  public float[] weights() {
    return model.weights();
  }

  @Override
  public void setWeights(float[] weights) {
    model.setWeights(weights);
  }

  @Override
  public void save(Path file) {
    model.save(file);
  }

  @Override
  public void close() {
    model.close();
  }
}
