package org.espalier.adapter.onnx.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.file.TensorData;
import org.espalier.adapter.onnx.internal.gradient.Gradients;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.ModelLayout;
import org.espalier.adapter.onnx.internal.graph.Reducer;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.run.Classifier;
import org.espalier.adapter.onnx.internal.run.FedWeights;
import org.espalier.adapter.onnx.internal.run.Session;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.RemovableUnits;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model. Its file is kept as it was read; what changes is θ. A model that ONNX Runtime
 * can't run can still be pruned and saved; what it can't be asked says why.
 */
public final class OnnxModel implements DifferentiableModel, ReducibleModel {
  /** Largest difference of an output of a reduced model, relative to the largest output. */
  private static final double TOLERANCE = 1e-3;

  private static final int CHECKED_EXAMPLES = 4;

  private final OnnxFile file;
  private final ModelLayout layout;
  private final @Nullable Classifier classifier;
  private final @Nullable InvalidDataException notRun;
  private final float[] original;
  private final FedWeights fed = new FedWeights();
  private float[] weights;
  private @Nullable Session asInFile;
  private @Nullable Session feeding;
  private @Nullable Gradients gradients;
  private float[] fedFor = new float[0];
  private boolean closed;

  private OnnxModel(OnnxFile file) {
    this.file = file;
    Graph graph = Graph.of(file.model().getGraph());
    Classifier runnable = null;
    InvalidDataException reason = null;
    try {
      runnable = Classifier.of(graph, file.inline(Map.of()));
    } catch (InvalidDataException e) {
      reason = OnnxFile.located(file.path(), e);
    }
    classifier = runnable;
    notRun = reason;
    layout =
        new ModelLayout(
            graph,
            runnable == null ? Map.of() : runnable.shapes(),
            index -> file.data(index) != null,
            index -> Objects.requireNonNull(file.data(index)).isFinite());
    original = read();
    weights = original.clone();
  }

  /**
   * Reads a model.
   *
   * @throws InvalidDataException if the file is missing, damaged, foreign, or its graph is broken
   */
  public static OnnxModel read(Path path) {
    return of(OnnxFile.read(path));
  }

  private static OnnxModel of(OnnxFile file) {
    try {
      return new OnnxModel(file);
    } catch (InvalidDataException e) {
      throw OnnxFile.located(file.path(), e);
    }
  }

  private float[] read() {
    float[] values = new float[layout.parameters().size()];
    for (Tensor tensor : layout.tensors()) {
      TensorData data = data(tensor);
      Parameter parameter = tensor.parameter();
      for (int k = 0; k < parameter.size(); k++) {
        float value = data.get(tensor.inFile(k));
        if (!Float.isFinite(value)) {
          throw new InvalidDataException(
              "tensor '%s' holds %s at %d; its training diverged, train it again"
                  .formatted(parameter.name(), value, k));
        }
        values[parameter.offset() + k] = value;
      }
    }
    return values;
  }

  private TensorData data(Tensor tensor) {
    TensorData data = file.data(tensor.initializer());
    if (data == null) {
      throw new IllegalStateException(tensor.parameter().name() + " has no data");
    }
    return data;
  }

  @Override
  public ParameterLayout layout() {
    return layout.parameters();
  }

  @Override
  public List<Integer> inputShape() {
    return classifier().exampleShape();
  }

  @Override
  public float[] weights() {
    requireOpen();
    return weights.clone();
  }

  @Override
  public void setWeights(float[] changed) {
    requireOpen();
    if (changed.length != weights.length) {
      throw new IllegalArgumentException(
          "%d weights for %d parameters".formatted(changed.length, weights.length));
    }
    weights = changed.clone();
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    requireOpen();
    if (changed().isEmpty()) {
      return classifier().evaluate(asInFile(), data, new FedWeights());
    }
    feed();
    return classifier().evaluate(feeding(), data, fed);
  }

  /**
   * The gradient as the model is run: what a normalisation found in training, its running mean and
   * variance, is constant and gets 0.
   *
   * @throws InvalidDataException if the model is no classifier, or a node has no known gradient
   */
  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    requireOpen();
    feed();
    try {
      if (gradients == null) {
        gradients = new Gradients(file.inline(Map.of()), classifier(), layout.tensors());
      }
      return gradients.gradient(batch, labelSmoothing, fed);
    } catch (InvalidDataException e) {
      throw OnnxFile.located(file.path(), e);
    }
  }

  private Session asInFile() {
    if (asInFile == null) {
      asInFile = Session.of(file.inline(Map.of()));
    }
    return asInFile;
  }

  private Session feeding() {
    if (feeding == null) {
      Set<String> names =
          layout.tensors().stream().map(t -> t.parameter().name()).collect(Collectors.toSet());
      feeding = Session.feeding(file.inline(Map.of()), names);
    }
    return feeding;
  }

  /** Gives the runtime the tensors that are others than those it has. */
  private void feed() {
    boolean first = fedFor.length == 0;
    for (Tensor tensor : layout.tensors()) {
      Parameter parameter = tensor.parameter();
      if (first || differs(parameter, fedFor)) {
        long[] shape =
            file.model().getGraph().getInitializer(tensor.initializer()).getDimsList().stream()
                .mapToLong(Long::longValue)
                .toArray();
        FloatType type = data(tensor).type();
        fed.set(parameter.name(), type, inFile(tensor), shape);
      }
    }
    fedFor = weights.clone();
  }

  private boolean differs(Parameter parameter, float[] other) {
    for (int k = parameter.offset(); k < parameter.end(); k++) {
      if (Float.floatToRawIntBits(weights[k]) != Float.floatToRawIntBits(other[k])) {
        return true;
      }
    }
    return false;
  }

  /** A tensor's values in the file's order. */
  private float[] inFile(Tensor tensor) {
    Parameter parameter = tensor.parameter();
    float[] values = new float[parameter.size()];
    for (int k = 0; k < values.length; k++) {
      values[tensor.inFile(k)] = weights[parameter.offset() + k];
    }
    return values;
  }

  /** Tensors that are not as in the file, in its order, by index. */
  private Map<Integer, float[]> changed() {
    Map<Integer, float[]> changed = new HashMap<>();
    for (Tensor tensor : layout.tensors()) {
      if (differs(tensor.parameter(), original)) {
        changed.put(tensor.initializer(), inFile(tensor));
      }
    }
    return changed;
  }

  @Override
  public PrunableModel reduce(Mask mask) {
    requireOpen();
    if (!mask.layout().equals(layout())) {
      throw new IllegalArgumentException("the mask is of another model");
    }
    Classifier before = classifier();
    Map<String, BitSet> units = RemovableUnits.of(mask);
    Map<Integer, float[]> all = new HashMap<>();
    layout.tensors().forEach(tensor -> all.put(tensor.initializer(), inFile(tensor)));
    ModelProto whole = file.inline(all);
    ModelProto reduced = Reducer.reduce(layout, whole, units);
    OnnxModel model = of(OnnxFile.of(file.path(), OnnxFile.bytes(reduced).toByteArray()));
    try {
      requireSame(before, whole, model);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** That nobody misses what was removed is shown, not only argued. */
  private static void requireSame(Classifier before, ModelProto whole, OnnxModel reduced) {
    Random random = new Random(1);
    float[] examples = new float[before.runWidth(CHECKED_EXAMPLES)];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = (float) random.nextGaussian();
    }
    try (Session session = Session.of(whole)) {
      Map<String, float[]> old = before.outputs(session, examples);
      Map<String, float[]> fresh = reduced.classifier().outputs(reduced.asInFile(), examples);
      old.forEach((name, values) -> requireSame(name, values, fresh.get(name)));
    }
  }

  private static void requireSame(String output, float[] old, float @Nullable [] fresh) {
    double largest = 0;
    double difference = fresh == null || fresh.length != old.length ? Double.NaN : 0;
    for (int i = 0; i < old.length && fresh != null && i < fresh.length; i++) {
      largest = Math.max(largest, Math.abs(old[i]));
      difference = Math.max(difference, Math.abs(old[i] - fresh[i]));
    }
    if (!(difference <= TOLERANCE * Math.max(largest, Float.MIN_NORMAL))) {
      throw new EspalierException(
          "units can't be removed: output %s would change by %.2g; something in the graph counts"
                  .formatted(output, difference)
              + " them");
    }
  }

  @Override
  public Map<String, String> obstacles() {
    Map<String, String> obstacles = new LinkedHashMap<>(layout.obstacles());
    if (notRun != null) {
      obstacles.put("", String.valueOf(notRun.getMessage()));
    }
    return obstacles;
  }

  @Override
  public void save(Path target) {
    requireOpen();
    file.save(target, changed());
  }

  @Override
  public List<Path> filesBeside() {
    return file.filesBeside();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      fed.close();
      List<Session> open = new ArrayList<>();
      if (asInFile != null) {
        open.add(asInFile);
      }
      if (feeding != null) {
        open.add(feeding);
      }
      open.forEach(Session::close);
      if (gradients != null) {
        gradients.close();
      }
    }
  }

  private Classifier classifier() {
    if (classifier == null) {
      throw notRun == null ? new IllegalStateException("no reason") : notRun;
    }
    return classifier;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }
}
