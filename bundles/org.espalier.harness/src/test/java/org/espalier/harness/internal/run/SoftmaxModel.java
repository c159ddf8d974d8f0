package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.testkit.Fixtures;

/** Softmax regression by plain SGD, whatever optimiser the recipe names; no hidden layers. */
public final class SoftmaxModel implements TrainableModel, ObservableModel {
  private final int inputs;
  private final int classes;
  private final ParameterLayout layout;
  private final List<TrainingRequest> trainings;
  private List<float[]> starts = new ArrayList<>();
  private float[] weights;

  public SoftmaxModel(int inputs, int classes, long seed, List<TrainingRequest> trainings) {
    this.trainings = trainings;
    this.inputs = inputs;
    this.classes = classes;
    layout = Fixtures.mlp(inputs, classes);
    weights = Fixtures.normal(layout.size(), 0.1, seed);
  }

  /** Builds one for every new source, and keeps the trainings that were asked for. */
  static final class Adapter implements ModelAdapter {
    final List<TrainingRequest> trainings = new ArrayList<>();

    /** The weights that each training began with. */
    final List<float[]> starts = new ArrayList<>();

    private final Supplier<PrunableModel> saved;

    Adapter() {
      this(
          () -> {
            throw new IllegalStateException("no model was saved");
          });
    }

    /**
     * @param saved what any file opens as
     */
    Adapter(Supplier<PrunableModel> saved) {
      this.saved = saved;
    }

    @Override
    public boolean supports(ModelSource source) {
      return true;
    }

    @Override
    public PrunableModel open(ModelSource source) {
      if (source instanceof ModelSource.File) {
        return saved.get();
      }
      ModelSource.New fresh = (ModelSource.New) source;
      Architecture architecture = fresh.architecture();
      int inputs = architecture.inputShape().stream().reduce(1, Math::multiplyExact);
      SoftmaxModel model =
          new SoftmaxModel(inputs, architecture.classes(), fresh.seed(), trainings);
      model.starts = starts;
      return model;
    }
  }

  /** The one layer sees the examples. */
  @Override
  public void visitInputs(Parameter tensor, Dataset data, InputVisitor visitor) {
    float[] example = new float[inputs];
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, example, 0);
      visitor.column(example);
    }
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public float[] weights() {
    return weights.clone();
  }

  @Override
  public void setWeights(float[] changed) {
    weights = changed.clone();
  }

  @Override
  public List<Integer> inputShape() {
    return List.of(inputs);
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    double loss = 0;
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      double[] p = probabilities(example(data, i));
      loss -= Math.log(p[data.label(i)]);
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = p[c] > p[best] ? c : best;
      }
      right += best == data.label(i) ? 1 : 0;
    }
    return new Evaluation((double) right / data.size(), loss / data.size(), data.size());
  }

  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    float[] gradient = new float[layout.size()];
    for (int i = 0; i < batch.size(); i++) {
      float[] x = example(batch, i);
      double[] p = probabilities(x);
      for (int c = 0; c < classes; c++) {
        double error = (p[c] - (c == batch.label(i) ? 1 : 0)) / batch.size();
        for (int j = 0; j < inputs; j++) {
          gradient[c * inputs + j] += (float) (error * x[j]);
        }
        gradient[classes * inputs + c] += (float) error;
      }
    }
    return gradient;
  }

  @Override
  public TrainingReport train(TrainingRequest request) {
    synchronized (trainings) {
      trainings.add(request);
      starts.add(weights());
    }
    Dataset data = request.data();
    int batches = request.recipe().stepsPerEpoch(data.size());
    int size = Math.min(request.recipe().batchSize(), data.size());
    Random random = new Random(request.seed());
    int steps = request.recipe().epochs() * batches;
    for (int step = 0; step < steps; step++) {
      Dataset batch = data.select(random.ints(size, 0, data.size()).toArray());
      step(request, batch, (float) request.recipe().rate(step / batches));
    }
    return new TrainingReport(steps, evaluate(data).loss(), 0.01, 0);
  }

  private void step(TrainingRequest request, Dataset batch, float rate) {
    float[] gradient = gradient(batch, 0);
    double before = evaluate(batch).loss();
    float[] next = weights.clone();
    for (int k = 0; k < next.length; k++) {
      next[k] -= rate * gradient[k];
    }
    if (request.mask() != null) {
      next = request.mask().apply(next);
    }
    float[] update = next.clone();
    for (int k = 0; k < update.length; k++) {
      update[k] -= weights[k];
    }
    weights = next;
    if (request.observer() != null) {
      request
          .observer()
          .onStep(update, request.gradients() ? gradient : null, before, evaluate(batch).loss());
    }
  }

  private float[] example(Dataset data, int i) {
    float[] x = new float[inputs];
    data.copyExample(i, x, 0);
    return x;
  }

  /** Probability of each class. */
  public double[] probabilities(float[] x) {
    double[] z = new double[classes];
    for (int c = 0; c < classes; c++) {
      z[c] = weights[classes * inputs + c];
      for (int j = 0; j < inputs; j++) {
        z[c] += weights[c * inputs + j] * x[j];
      }
    }
    double most = Arrays.stream(z).max().orElse(0);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      z[c] = Math.exp(z[c] - most);
      sum += z[c];
    }
    for (int c = 0; c < classes; c++) {
      z[c] /= sum;
    }
    return z;
  }

  @Override
  public void save(Path file) {
    SafeFile.writeText(file, Arrays.toString(weights));
  }

  @Override
  public void close() {}
}
