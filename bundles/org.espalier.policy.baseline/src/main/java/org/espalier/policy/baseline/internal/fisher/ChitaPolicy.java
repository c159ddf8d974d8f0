package org.espalier.policy.baseline.internal.fisher;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link Chita} as a service. */
@Component(name = "org.espalier.policy.baseline.chita")
@Designate(ocd = ChitaPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "chita",
    description =
        "Finds the weights to keep by a sparse regression on the recorded gradients, and adjusts them",
    source = "Benbaki et al. 2023 (Fast as CHITA), arXiv:2302.14623, on a recorded trajectory",
    needs = {Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS})
public final class ChitaPolicy implements PruningPolicy {

  /** Defaults of {@link ChitaOptions}. */
  @ObjectClassDefinition(name = "Espalier chita")
  public @interface Config {
    @AttributeDefinition(description = "gradients to look at, from 2 to 512")
    int rows() default 512;

    @AttributeDefinition(description = "λ of the ridge, in mean squared gradients")
    double damping() default 1;

    @AttributeDefinition(description = "1 for CHITA, more for CHITA++")
    int stages() default 15;

    @AttributeDefinition(description = "whether the loss's slope counts, too")
    boolean firstOrder() default true;
  }

  private final ChitaOptions defaults;

  @Activate
  public ChitaPolicy(Config config) {
    this(new ChitaOptions(config.rows(), config.damping(), config.stages(), config.firstOrder()));
  }

  ChitaPolicy(ChitaOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    return Chita.prune(request, request.options().override(defaults));
  }
}
