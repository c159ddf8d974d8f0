package org.espalier.adapter.onnx.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.gradient.Gradients;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.run.Classifier;
import org.espalier.adapter.onnx.internal.run.FedWeights;
import org.espalier.adapter.onnx.internal.run.LayerView;
import org.espalier.adapter.onnx.internal.run.Session;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.InputVisitor;
import org.jspecify.annotations.Nullable;

/** What the runtime holds of a model, each part made when it is asked for first. */
final class Sessions implements AutoCloseable {
  private final OnnxFile file;
  private final List<Tensor> tensors;
  private final OnnxWeights weights;
  private final FedWeights fed = new FedWeights();
  private @Nullable Session asInFile;
  private @Nullable Session feeding;
  private @Nullable Gradients gradients;

  Sessions(OnnxFile file, List<Tensor> tensors, OnnxWeights weights) {
    this.file = file;
    this.tensors = tensors;
    this.weights = weights;
  }

  /** As in the file, with all that the runtime does to be fast, unless the weights are others. */
  Evaluation evaluate(Classifier classifier, Dataset data) {
    if (!weights.areChanged()) {
      return classifier.evaluate(asInFile(), data, FedWeights.NONE);
    }
    weights.feed(fed);
    return classifier.evaluate(feeding(), data, fed);
  }

  float[] gradient(Classifier classifier, Dataset batch, double labelSmoothing) {
    weights.feed(fed);
    if (gradients == null) {
      gradients = new Gradients(file.inline(Map.of()), classifier, tensors);
    }
    return gradients.gradient(batch, labelSmoothing, fed);
  }

  /** A session of its own each time: there is one for each layer. */
  void visitInputs(Classifier classifier, Tensor tensor, Dataset data, InputVisitor visitor) {
    weights.feed(fed);
    new LayerView(file.inline(Map.of()), classifier, tensors).visit(tensor, data, fed, visitor);
  }

  Session asInFile() {
    if (asInFile == null) {
      asInFile = Session.of(file.inline(Map.of()));
    }
    return asInFile;
  }

  private Session feeding() {
    if (feeding == null) {
      Set<String> names =
          tensors.stream().map(t -> t.parameter().name()).collect(Collectors.toSet());
      feeding = Session.feeding(file.inline(Map.of()), names);
    }
    return feeding;
  }

  @Override
  public void close() {
    fed.close();
    if (asInFile != null) {
      asInFile.close();
    }
    if (feeding != null) {
      feeding.close();
    }
    if (gradients != null) {
      gradients.close();
    }
  }
}
