package org.espalier.harness.internal.flatness;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.ParameterLayout;

/** A model in memory, of weights in single precision. */
abstract class FloatModel implements DifferentiableModel {
  private final ParameterLayout layout;
  private float[] weights;

  FloatModel(ParameterLayout layout, float[] weights) {
    this.layout = layout;
    this.weights = weights.clone();
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
    return List.of(1);
  }

  @Override
  public void save(Path file) {
    throw new UnsupportedOperationException("kept in memory");
  }

  @Override
  public void close() {}
}
