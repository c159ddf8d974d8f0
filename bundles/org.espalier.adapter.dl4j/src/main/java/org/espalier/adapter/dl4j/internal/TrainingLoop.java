package org.espalier.adapter.dl4j.internal;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.StepObserver;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.jspecify.annotations.Nullable;

/** One training, on a network of its own: epochs of shuffled minibatches under a recipe. */
final class TrainingLoop implements AutoCloseable {
  private final TrainingRequest request;
  private final TrainingRecipe recipe;
  private final Minibatches minibatches;
  private final MultiLayerNetwork network;
  private final FlatUpdater updater;
  private final @Nullable StepRecorder recorder;
  private final Random random;
  private int steps;

  /**
   * @param saved the model's own configuration
   * @param weights θ₀, p values
   */
  TrainingLoop(
      MultiLayerConfiguration saved,
      ParameterLayout layout,
      float[] weights,
      TrainingRequest request) {
    this.request = request;
    recipe = request.recipe();
    random = new Random(request.seed());
    minibatches =
        new Minibatches(saved, request.data(), recipe.batchSize(), recipe.labelSmoothing());
    Mask cut = request.mask();
    float[] first = cut == null ? weights : cut.apply(weights);
    network = Networks.create(TrainingConfiguration.of(saved, recipe.weightDecay()), first);
    updater = new FlatUpdater(recipe, layout, cut, network.params());
    network.setUpdater(updater);
    StepObserver observer = request.observer();
    recorder = observer == null ? null : recorder(observer, first);
  }

  private StepRecorder recorder(StepObserver observer, float[] first) {
    StepRecorder made =
        new StepRecorder(
            observer,
            request.lossAfter(),
            new MinibatchLoss(network, minibatches),
            request.gradients(),
            first);
    network.addListeners(made);
    updater.observeGradients(made::onGradient);
    return made;
  }

  /** Trains to the end. */
  TrainingReport run() {
    long start = System.nanoTime();
    double lastLoss = 0;
    request.progress().check();
    request.progress().at(0, recipe.epochs(), "epochs");
    for (int epoch = 0; epoch < recipe.epochs() && steps < request.maxSteps(); epoch++) {
      lastLoss = runEpoch(epoch);
      request.progress().at(epoch + 1L, recipe.epochs(), "epochs");
    }
    finishRecording();
    double recording = recorder == null ? 0 : recorder.seconds();
    return new TrainingReport(steps, lastLoss, (System.nanoTime() - start) / 1e9, recording);
  }

  private double runEpoch(int epoch) {
    network.setEpochCount(epoch);
    minibatches.shuffle(random);
    int perEpoch = recipe.stepsPerEpoch(request.data().size());
    int count = Math.min(perEpoch, request.maxSteps() - steps);
    double sum = 0;
    for (int minibatch = 0; minibatch < count; minibatch++) {
      request.progress().check();
      minibatches.load(minibatch);
      network.fit(minibatches.features(), minibatches.labels());
      sum += MinibatchLoss.requireFinite(network.score(), steps);
      steps++;
    }
    return sum / count;
  }

  /** A last step that waits for the next minibatch's loss gets the one that would come next. */
  private void finishRecording() {
    if (recorder != null && recorder.isPending()) {
      minibatches.shuffle(random);
      minibatches.load(0);
      recorder.finish();
    }
  }

  /** θ now, p values. */
  float[] weights() {
    return FlatArray.read(network.params(), new float[(int) network.numParams()]);
  }

  @Override
  public void close() {
    Networks.close(network);
    minibatches.close();
    updater.close();
  }
}
