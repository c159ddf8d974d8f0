package com.example.policy;

import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.osgi.service.component.annotations.Component;

/** Keeps the weights with the largest |θ|. */
@Component
@Plugin(
    kind = PluginKind.POLICY,
    id = "example-policy", // what commands and experiment files call it
    description = "Ranks all weights together by |θ|.",
    source = "Han et al. 2015, arXiv:1506.02626")
public final class MagnitudePolicy implements PruningPolicy {
  // One object serves many threads at once, so what a cut needs is in local variables.
  @Override
  public Pruning prune(PruningRequest request) {
    request.options().requireNone(); // a misspelt option must not pass in silence
    request.progress().check(); // throws where the user wants it to stop
    float[] weights = request.weights();
    double[] scores = new double[weights.length];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.abs(weights[k]);
    }
    // Reaches the sparsity exactly, breaks ties, empties no layer, and cuts whole units if asked
    // to.
    return Saliency.prune(scores, request, Scope.GLOBAL);
  }
}
