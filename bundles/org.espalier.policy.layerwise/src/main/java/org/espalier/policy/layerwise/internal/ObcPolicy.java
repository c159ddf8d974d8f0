package org.espalier.policy.layerwise.internal;

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

/**
 * Prunes each layer by {@link Obc}, the unstructured ExactOBS: the same share of each layer, whose
 * units are compared by their losses. With {@link Allocation#GLOBAL} the units of all layers are
 * compared, each by its loss ÷ that of its layer if it computed nothing; that is not in the paper,
 * which shares weights out among layers by measured losses and a solver. A weight whose input is
 * always 0 becomes 0, cut or not, as in the published code.
 */
@Component(name = "org.espalier.policy.layerwise.obc")
@Designate(ocd = ObcPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "obc",
    description =
        "Cuts each unit's weights one by one, the cheapest first, the others making up for it",
    source = "Frantar, Singh and Alistarh 2022 (Optimal Brain Compression), arXiv:2208.11580",
    needs = Need.INPUTS)
public final class ObcPolicy implements PruningPolicy {

  /** Defaults of {@link ObcOptions}. */
  @ObjectClassDefinition(name = "Espalier obc")
  public @interface Config {
    @AttributeDefinition(description = "UNIFORM, the same share of each layer, or GLOBAL")
    Allocation allocation() default Allocation.UNIFORM;

    @AttributeDefinition(description = "share of the mean diagonal to add to it, in [0, 1]")
    double dampening() default 0;

    @AttributeDefinition(description = "whether a layer sees what the pruned ones before it give")
    boolean sequential() default false;
  }

  private final ObcOptions defaults;

  @Activate
  public ObcPolicy(Config config) {
    this(new ObcOptions(config.allocation(), config.dampening(), config.sequential()));
  }

  ObcPolicy(ObcOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    return new Obc(request, request.options().override(defaults)).prune();
  }
}
