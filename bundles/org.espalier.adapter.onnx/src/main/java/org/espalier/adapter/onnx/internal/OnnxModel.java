package org.espalier.adapter.onnx.internal;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.ModelLayout;
import org.espalier.adapter.onnx.internal.graph.Reducer;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.run.Classifier;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ObservableModel;
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
public final class OnnxModel implements DifferentiableModel, ObservableModel, ReducibleModel {
  private final OnnxFile file;
  private final ModelLayout layout;
  private final @Nullable Classifier classifier;
  private final @Nullable InvalidDataException notRun;
  private final OnnxWeights weights;
  private final Sessions sessions;
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
    weights = new OnnxWeights(file, layout);
    sessions = new Sessions(file, layout.tensors(), weights);
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
    return weights.copy();
  }

  @Override
  public void setWeights(float[] changed) {
    requireOpen();
    weights.set(changed);
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    requireOpen();
    try {
      return sessions.evaluate(classifier(), data);
    } catch (InvalidDataException e) {
      throw OnnxFile.located(file.path(), e);
    }
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
    try {
      return sessions.gradient(classifier(), batch, labelSmoothing);
    } catch (InvalidDataException e) {
      throw OnnxFile.located(file.path(), e);
    }
  }

  @Override
  public void visitInputs(Parameter tensor, Dataset data, InputVisitor visitor) {
    requireOpen();
    Tensor own =
        layout.tensors().stream()
            .filter(t -> t.parameter().prunable() && t.parameter().equals(tensor))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        tensor.name() + " is not one of the model's weights"));
    try {
      sessions.visitInputs(classifier(), own, data, visitor);
    } catch (InvalidDataException e) {
      throw OnnxFile.located(file.path(), e);
    }
  }

  @Override
  public PrunableModel reduce(Mask mask) {
    requireOpen();
    if (!mask.layout().equals(layout())) {
      throw new IllegalArgumentException("the mask is of another model");
    }
    Classifier before = classifier();
    Map<String, BitSet> units = RemovableUnits.of(mask);
    ModelProto whole = file.inline(weights.all());
    ModelProto reduced = Reducer.reduce(layout, whole, units);
    OnnxModel model = of(OnnxFile.of(file.path(), OnnxFile.bytes(reduced).toByteArray()));
    try {
      SameOutputs.require(before, whole, model.classifier(), model.sessions.asInFile());
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
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
    file.save(target, weights.changed());
  }

  @Override
  public List<Path> filesBeside() {
    return file.filesBeside();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      sessions.close();
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
