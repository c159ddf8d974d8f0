package org.espalier.adapter.dl4j.internal;

import java.util.List;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns DL4J's gradient, a sum over the minibatch without the regularisation, into that of the mean
 * loss: g = sum ÷ B + λw on weights.
 *
 * <p>Running statistics of a batch normalisation have no gradient: theirs is 0, though DL4J keeps
 * the change of the statistics in their place.
 */
final class GradientReader {
  private final List<Parameter> parameters;
  private final float weightDecay;

  GradientReader(ParameterLayout layout, double weightDecay) {
    parameters = layout.parameters();
    this.weightDecay = (float) weightDecay;
  }

  /**
   * Reads gₜ.
   *
   * @param sum DL4J's flat gradient
   * @param weights θₜ, p values
   * @param into p values, overwritten
   */
  void read(INDArray sum, int examples, float[] weights, float[] into) {
    FlatArray.read(sum, into);
    for (Parameter parameter : parameters) {
      if (isStatistic(parameter)) {
        java.util.Arrays.fill(into, parameter.offset(), parameter.end(), 0);
        continue;
      }
      float decay = parameter.role() == ParameterRole.WEIGHT ? weightDecay : 0;
      for (int k = parameter.offset(); k < parameter.end(); k++) {
        into[k] = into[k] / examples + decay * weights[k];
      }
    }
  }

  private static boolean isStatistic(Parameter parameter) {
    return parameter.role() == ParameterRole.NORM
        && !parameter.name().endsWith("_gamma")
        && !parameter.name().endsWith("_beta");
  }
}
