package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ParameterLayout;

/** A model of which nobody knows how to train it. */
class RunOnlyModel implements EvaluableModel {
  private final SoftmaxModel model;

  RunOnlyModel(SoftmaxModel model) {
    this.model = model;
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
