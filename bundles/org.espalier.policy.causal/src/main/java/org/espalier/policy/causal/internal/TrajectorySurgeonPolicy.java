package org.espalier.policy.causal.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.policy.causal.internal.surgeon.TrajectorySurgeon;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@link TrajectorySurgeon} as a service. */
@Component(name = "org.espalier.policy.causal.trajectory-surgeon")
@Designate(ocd = TrajectorySurgeonPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "trajectory-surgeon",
    description =
        "Cuts weights together by the curvature in the recorded updates, and adjusts the rest",
    source = "Hassibi and Stork 1993 (Optimal Brain Surgeon), on a recorded trajectory",
    needs = {Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS})
public final class TrajectorySurgeonPolicy implements PruningPolicy {

  /** Defaults of {@link SurgeonOptions}. */
  @ObjectClassDefinition(name = "Espalier trajectory surgeon")
  public @interface Config {
    @AttributeDefinition(description = "gradients to look at, at least 2")
    int rows() default 512;

    @AttributeDefinition(description = "of the curvature's diagonal, in mean squared gradients")
    double damping() default 0.05;

    @AttributeDefinition(description = "whether weak units die whole")
    boolean flow() default true;
  }

  private final SurgeonOptions defaults;

  @Activate
  public TrajectorySurgeonPolicy(Config config) {
    this(new SurgeonOptions(config.rows(), config.damping(), config.flow()));
  }

  TrajectorySurgeonPolicy(SurgeonOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    return TrajectorySurgeon.prune(request, request.options().override(defaults));
  }
}
