package org.espalier.policy.baseline.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.osgi.service.component.annotations.Component;

/**
 * Gradient signal preservation: to first order the removal of θₖ changes ‖g‖² by 2Sₖ, S = −θ ⊙ Hg.
 * The weights with the <b>highest</b> S are cut, those whose removal makes the gradient larger or
 * least smaller, and the lowest S are kept, as published.
 *
 * <p>The paper scores untrained networks, to keep what gradient descent can still do. Here the
 * network is trained and g nearly 0, which is not what S was made for; which end is cut is the same
 * all the same, for the rule is about ‖g‖² wherever it is taken. The paper's division of the
 * network's outputs by 200 is left out.
 */
@Component(name = "org.espalier.policy.baseline.grasp")
@Plugin(
    kind = PluginKind.POLICY,
    id = "grasp",
    description = "Cuts the weights with the highest −θ·Hg, on the trained network",
    source = "Wang, Zhang and Grosse 2020 (GraSP), arXiv:2002.07376",
    needs = Need.GRADIENTS)
public final class GraspPolicy implements PruningPolicy {
  @Override
  public Pruning prune(PruningRequest request) {
    request.options().requireNone();
    float[] weights = request.weights();
    double[] product = new HessianGradient(request).product();
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = weights[k] * product[k];
    }
    return Saliency.prune(scores, request, Scope.GLOBAL);
  }
}
