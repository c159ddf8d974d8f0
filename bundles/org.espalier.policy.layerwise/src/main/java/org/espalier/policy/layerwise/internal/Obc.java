package org.espalier.policy.layerwise.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;

/**
 * Optimal Brain Surgeon on the squared error of each layer, exactly: the weights of each unit are
 * taken out one by one to the last, then the units' losses are compared and the cheapest cuts done.
 */
final class Obc {
  private final PruningRequest request;
  private final ObcOptions options;
  private final LayerByLayer layers;
  private final List<String> notFullRank = new ArrayList<>();

  Obc(PruningRequest request, ObcOptions options) {
    this.request = request;
    this.options = options;
    this.layers = new LayerByLayer(request, options.sequential());
  }

  Pruning prune() {
    int[] quotas = Saliency.layerwiseQuotas(request);
    if (options.allocation() == Allocation.GLOBAL && request.quotas().isEmpty()) {
      pruneTogether();
    } else {
      layers.prune(quotas, this::pruneAlone);
    }
    Pruning pruning = Pruning.of(layers.mask()).withWeights(layers.weights());
    return notFullRank.isEmpty()
        ? pruning
        : pruning.withNote(
            "the Hessian of "
                + String.join(", ", notFullRank)
                + " is not of full rank on these examples: 1 was added to its diagonal, as in the"
                + " published code");
  }

  private void pruneAlone(Layer layer) {
    Hessian hessian = hessian(layer.tensor);
    Trace trace = Trace.of(layer, hessian);
    int cut = layer.kept.cardinality() - layer.keep;
    int[] counts =
        new Cheapest(List.of(trace), new double[] {1}).counts(cut, new int[] {cut}).get(0);
    trace.replay(counts, layer, hessian);
  }

  /** Traces all layers first; their Hessians are gathered twice rather than kept. */
  private void pruneTogether() {
    List<Parameter> tensors = request.layout().prunable();
    List<Trace> traces = new ArrayList<>();
    int[] most = new int[tensors.size()];
    int[] alive = new int[tensors.size()];
    for (int i = 0; i < most.length; i++) {
      request.progress().check();
      Layer layer = layers.layer(tensors.get(i), 0);
      traces.add(Trace.of(layer, hessian(layer.tensor)));
      alive[i] = layer.kept.cardinality();
      most[i] = request.emptyLayersAllowed() ? alive[i] : Math.max(0, alive[i] - 1);
    }
    double[] scales =
        traces.stream().mapToDouble(t -> t.energy() > 0 ? 1 / t.energy() : 0).toArray();
    int cut = Arrays.stream(alive).sum() - request.keep();
    List<int[]> counts = new Cheapest(traces, scales).counts(cut, most);
    int[] quotas = new int[most.length];
    Arrays.setAll(quotas, i -> alive[i] - Arrays.stream(counts.get(i)).sum());
    layers.prune(
        quotas,
        layer -> {
          int i = tensors.indexOf(layer.tensor);
          traces.get(i).replay(counts.get(i), layer, hessian(layer.tensor));
        });
  }

  private Hessian hessian(Parameter tensor) {
    Hessian hessian = new Hessian(tensor, layers.moments(tensor));
    hessian.dampen(options.dampening());
    if (!hessian.isPositiveDefinite()) {
      hessian.add(1);
      if (!notFullRank.contains(tensor.name())) {
        notFullRank.add(tensor.name());
      }
    }
    return hessian;
  }
}
