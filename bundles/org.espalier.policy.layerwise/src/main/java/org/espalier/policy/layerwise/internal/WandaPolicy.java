package org.espalier.policy.layerwise.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps the weights of each unit with the highest |Wᵢⱼ| ‖Xⱼ‖₂, X what the layer sees of examples:
 * the same share of each unit, as nearly as the request's number of weights can be shared out. No
 * weight is changed.
 */
@Component(name = "org.espalier.policy.layerwise.wanda")
@Designate(ocd = WandaPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "wanda",
    description = "Ranks the weights of each unit by |W| times the norm of their input",
    source = "Sun, Liu, Bair and Kolter 2024 (Wanda), arXiv:2306.11695",
    needs = Need.INPUTS)
public final class WandaPolicy implements PruningPolicy {

  /** Defaults of {@link WandaOptions}. */
  @ObjectClassDefinition(name = "Espalier wanda")
  public @interface Config {
    @AttributeDefinition(description = "whether a layer sees what the pruned ones before it give")
    boolean sequential() default true;
  }

  private final WandaOptions defaults;

  @Activate
  public WandaPolicy(Config config) {
    this(new WandaOptions(config.sequential()));
  }

  WandaPolicy(WandaOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    WandaOptions options = request.options().override(defaults);
    LayerByLayer layers = new LayerByLayer(request, options.sequential());
    layers.prune(
        Saliency.layerwiseQuotas(request),
        layer -> Wanda.prune(layer, layers.squares(layer.tensor)));
    return Pruning.of(layers.mask());
  }
}
