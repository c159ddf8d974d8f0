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

/** {@link WoodFisher} as a service. */
@Component(name = "org.espalier.policy.baseline.woodfisher")
@Designate(ocd = WoodFisherPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "woodfisher",
    description =
        "Cuts weights by the inverse low-rank Fisher of the recorded gradients, and adjusts the rest",
    source = "Singh and Alistarh 2020 (WoodFisher), arXiv:2004.14340, on a recorded trajectory",
    needs = {Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS})
public final class WoodFisherPolicy implements PruningPolicy {

  /** Defaults of {@link WoodFisherOptions}. */
  @ObjectClassDefinition(name = "Espalier woodfisher")
  public @interface Config {
    @AttributeDefinition(description = "gradients to look at, from 2 to 512")
    int rows() default 512;

    @AttributeDefinition(description = "λ, in mean squared gradients")
    double damping() default 1;

    @AttributeDefinition(description = "weights of a block of the Fisher; 0 for one of all")
    int block() default 2000;

    @AttributeDefinition(description = "whether the removed weights are solved for together")
    boolean joint() default false;
  }

  private final WoodFisherOptions defaults;

  @Activate
  public WoodFisherPolicy(Config config) {
    this(new WoodFisherOptions(config.rows(), config.damping(), config.block(), config.joint()));
  }

  WoodFisherPolicy(WoodFisherOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    return WoodFisher.prune(request, request.options().override(defaults));
  }
}
