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
 * Prunes each layer from left to right by {@link SparseGpt}, the same share of each layer and of
 * each block of its inputs. A weight whose input is always 0 becomes 0, cut or not, as in the
 * published code.
 */
@Component(name = "org.espalier.policy.layerwise.sparsegpt")
@Designate(ocd = SparseGptPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "sparsegpt",
    description =
        "Cuts each layer's weights from left to right, those to the right making up for it",
    source = "Frantar and Alistarh 2023 (SparseGPT), arXiv:2301.00774",
    needs = Need.INPUTS)
public final class SparseGptPolicy implements PruningPolicy {

  /** Defaults of {@link SparseGptOptions}. */
  @ObjectClassDefinition(name = "Espalier sparsegpt")
  public @interface Config {
    @AttributeDefinition(description = "inputs whose weights are compared, at least 1")
    int blockSize() default 128;

    @AttributeDefinition(description = "share of the mean diagonal to add to it, in (0, 1]")
    double dampening() default 0.01;

    @AttributeDefinition(description = "whether a layer sees what the pruned ones before it give")
    boolean sequential() default true;
  }

  private final SparseGptOptions defaults;

  @Activate
  public SparseGptPolicy(Config config) {
    this(new SparseGptOptions(config.blockSize(), config.dampening(), config.sequential()));
  }

  SparseGptPolicy(SparseGptOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    SparseGptOptions options = request.options().override(defaults);
    LayerByLayer layers = new LayerByLayer(request, options.sequential());
    layers.prune(
        Saliency.layerwiseQuotas(request),
        layer -> {
          Hessian hessian = new Hessian(layer.tensor, layers.moments(layer.tensor));
          hessian.dampen(options.dampening());
          new SparseGpt(layer, hessian, options.blockSize()).prune();
        });
    return Pruning.of(layers.mask()).withWeights(layers.weights());
  }
}
