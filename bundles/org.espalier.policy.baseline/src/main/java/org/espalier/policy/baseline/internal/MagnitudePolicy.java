package org.espalier.policy.baseline.internal;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.FlowOptions;
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

/** Keeps the weights with the highest |θ|. */
@Component(name = "org.espalier.policy.baseline.magnitude")
@Designate(ocd = MagnitudePolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "magnitude",
    description =
        "Ranks weights by |θ|, all together (flow=on: θ² times flow) or, with scope=layerwise, by layer",
    source = "Han et al. 2015, arXiv:1506.02626")
public final class MagnitudePolicy implements PruningPolicy {

  /** Defaults of {@link MagnitudeOptions}. */
  @ObjectClassDefinition(name = "Espalier magnitude")
  public @interface Config {
    @AttributeDefinition(description = "GLOBAL or LAYERWISE")
    Scope scope() default Scope.GLOBAL;

    @AttributeDefinition(description = "whether θ² counts times the flow of the units it joins")
    boolean flow() default false;
  }

  private final MagnitudeOptions defaults;

  @Activate
  public MagnitudePolicy(Config config) {
    this(new MagnitudeOptions(config.scope(), config.flow()));
  }

  MagnitudePolicy(MagnitudeOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    MagnitudeOptions options = request.options().override(defaults);
    double[] scores = Criteria.squaredMagnitude(request.weights());
    return options.scope() == Scope.GLOBAL
        ? Saliency.prune(scores, request, new FlowOptions(options.flow()))
        : Saliency.prune(scores, request, Scope.LAYERWISE);
  }
}
