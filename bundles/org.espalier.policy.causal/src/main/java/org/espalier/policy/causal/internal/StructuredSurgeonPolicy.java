package org.espalier.policy.causal.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.StructuredOptions;
import org.espalier.policy.causal.internal.surgeon.UnitSurgeon;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link UnitSurgeon} as a service. */
@Component(name = "org.espalier.policy.causal.structured-surgeon")
@Designate(ocd = StructuredSurgeonPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "structured-surgeon",
    description =
        "Cuts whole neurons and filters by their joint removal effect, and adjusts the rest",
    source = "Hassibi and Stork 1993 (Optimal Brain Surgeon), on a recorded trajectory",
    needs = {Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS},
    wholeUnits = true)
public final class StructuredSurgeonPolicy implements PruningPolicy {

  /** Defaults of {@link StructuredOptions}. */
  @ObjectClassDefinition(name = "Espalier structured surgeon")
  public @interface Config {
    @AttributeDefinition(description = "gradients to look at, at least 2")
    int rows() default 512;

    @AttributeDefinition(description = "of the curvature's diagonal, in mean squared gradients")
    double damping() default 0.05;
  }

  private final StructuredOptions defaults;

  @Activate
  public StructuredSurgeonPolicy(Config config) {
    this(new StructuredOptions(config.rows(), config.damping()));
  }

  StructuredSurgeonPolicy(StructuredOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    return UnitSurgeon.prune(request, request.options().override(defaults));
  }
}
