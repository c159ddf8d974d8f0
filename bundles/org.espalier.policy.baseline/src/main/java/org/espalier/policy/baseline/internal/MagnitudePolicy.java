package org.espalier.policy.baseline.internal;

import org.espalier.core.Plugin;
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
    id = "magnitude",
    description = "Ranks weights by |θ|, all together or (scope=layerwise) each layer on its own",
    source = "Han et al. 2015, arXiv:1506.02626")
public final class MagnitudePolicy implements PruningPolicy {

  /** Defaults of {@link MagnitudeOptions}. */
  @ObjectClassDefinition(name = "Espalier magnitude")
  public @interface Config {
    @AttributeDefinition(description = "GLOBAL or LAYERWISE")
    Scope scope() default Scope.GLOBAL;
  }

  private final MagnitudeOptions defaults;

  @Activate
  public MagnitudePolicy(Config config) {
    this(new MagnitudeOptions(config.scope()));
  }

  MagnitudePolicy(MagnitudeOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    Scope scope = request.options().override(defaults).scope();
    return Saliency.prune(Criteria.magnitude(request.weights()), request, scope);
  }
}
