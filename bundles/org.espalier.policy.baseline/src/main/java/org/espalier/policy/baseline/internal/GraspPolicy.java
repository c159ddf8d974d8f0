package org.espalier.policy.baseline.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Gradient signal preservation: to first order the removal of θₖ changes ‖g‖² by 2Sₖ, S = −θ ⊙ Hg.
 * The weights with the <b>highest</b> S are cut, those whose removal makes the gradient larger or
 * least smaller, and the lowest S are kept, as published.
 *
 * <p>The paper scores untrained networks, to keep what gradient descent can still do. Here the
 * network is trained and the same end is cut; but g is nearly 0 at the bottom of the loss, and what
 * makes it larger again is the loss of weights that are needed. There the published rule keeps the
 * wrong ones and does no better than chance, while at the start of a training it does better than
 * the other end and than chance; the size of S ({@code absolute=on}) tells more at both. The
 * paper's division of the network's outputs by 200 is left out.
 */
@Component(name = "org.espalier.policy.baseline.grasp")
@Designate(ocd = GraspPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "grasp",
    description =
        "Cuts the weights with the highest −θ·Hg, on the trained network (absolute=on: the lowest |θ·Hg|)",
    source = "Wang, Zhang and Grosse 2020 (GraSP), arXiv:2002.07376",
    needs = Need.GRADIENTS)
public final class GraspPolicy implements PruningPolicy {

  /** Defaults of {@link GraspOptions}. */
  @ObjectClassDefinition(name = "Espalier grasp")
  public @interface Config {
    @AttributeDefinition(description = "whether the size of the score counts, not its sign")
    boolean absolute() default false;
  }

  private final GraspOptions defaults;

  @Activate
  public GraspPolicy(Config config) {
    this(new GraspOptions(config.absolute()));
  }

  GraspPolicy(GraspOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    GraspOptions options = request.options().override(defaults);
    float[] weights = request.weights();
    double[] product = new HessianGradient(request).product();
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      double score = weights[k] * product[k];
      scores[k] = options.absolute() ? Math.abs(score) : score;
    }
    return Saliency.prune(scores, request, Scope.GLOBAL);
  }
}
