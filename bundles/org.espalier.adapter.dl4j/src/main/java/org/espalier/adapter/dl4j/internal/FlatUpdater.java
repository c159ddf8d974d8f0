package org.espalier.adapter.dl4j.internal;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.TrainingRecipe;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's step over all parameters at once, where its own updater goes tensor by tensor: from the
 * sum of the examples' gradients to gₜ = sum ÷ B + λw, zero where the mask cuts, and by the rule to
 * the update. A cut weight that starts at zero stays there, whatever the rule, for it has no
 * gradient ever.
 */
@SuppressWarnings("serial") // DL4J's updaters are; this one is never written
final class FlatUpdater implements Updater, AutoCloseable {
  private final UpdateRule.Stateful rule;
  private final INDArray weights;
  private final @Nullable INDArray decay;
  private final @Nullable INDArray decayed;
  private final @Nullable INDArray kept;
  private final List<Parameter> statistics;
  private Consumer<INDArray> gradientObserver = gradient -> {};

  /**
   * @param weights the network's own θ
   */
  FlatUpdater(
      TrainingRecipe recipe, ParameterLayout layout, @Nullable Mask mask, INDArray weights) {
    this.weights = weights;
    rule = UpdateRule.of(recipe, layout.size());
    decay = recipe.weightDecay() == 0 ? null : decayFactors(layout, recipe.weightDecay());
    decayed = decay == null ? null : FlatArray.zeros(layout.size());
    kept = mask == null ? null : keepFactors(mask);
    statistics = RunningStatistics.of(layout);
  }

  private static INDArray decayFactors(ParameterLayout layout, double weightDecay) {
    float[] factors = new float[layout.size()];
    for (Parameter parameter : layout.parameters()) {
      if (parameter.role() == ParameterRole.WEIGHT) {
        java.util.Arrays.fill(factors, parameter.offset(), parameter.end(), (float) weightDecay);
      }
    }
    return FlatArray.of(factors);
  }

  private static INDArray keepFactors(Mask mask) {
    float[] factors = new float[mask.layout().size()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = mask.keeps(k) ? 1 : 0;
    }
    return FlatArray.of(factors);
  }

  /** Shows each step's gₜ to an observer, before the rule overwrites it. */
  void observeGradients(Consumer<INDArray> observer) {
    gradientObserver = observer;
  }

  @Override
  public void update(
      Trainable layer,
      Gradient gradient,
      int iteration,
      int epoch,
      int batchSize,
      LayerWorkspaceMgr workspaces) {
    INDArray flat = gradient.gradient();
    List<INDArray> changes = statistics.stream().map(p -> view(flat, p).dup()).toList();
    statistics.forEach(p -> view(flat, p).assign(0));
    flat.divi(batchSize);
    if (decay != null && decayed != null) {
      flat.addi(weights.muli(decay, decayed));
    }
    if (kept != null) {
      flat.muli(kept);
    }
    gradientObserver.accept(flat);
    rule.rule().apply(flat, iteration, epoch);
    for (int i = 0; i < changes.size(); i++) {
      view(flat, statistics.get(i)).assign(changes.get(i));
    }
  }

  private static INDArray view(INDArray flat, Parameter parameter) {
    return flat.get(NDArrayIndex.interval(parameter.offset(), parameter.end()));
  }

  @Override
  public void setStateViewArray(Trainable layer, INDArray view, boolean initialize) {
    throw new IllegalStateException("the state is fresh at each training");
  }

  @Override
  public @Nullable INDArray getStateViewArray() {
    return rule.state();
  }

  @Override
  public void close() {
    FlatArray.close(rule.state(), decay, decayed, kept);
  }
}
