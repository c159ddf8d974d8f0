package org.espalier.core.pruning;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which weights to cut; a service, safe for many threads. The same request gives the same
 * answer to the last digit.
 */
@ConsumerType
public interface PruningPolicy {
  /**
   * Cuts down to the requested sparsity, exactly; where the request is for whole units, to no more
   * weights than it leaves, each with the rest of its unit. What the request's mask has cut stays
   * cut.
   *
   * @throws IllegalArgumentException if an option is unknown or outside its limits, or the request
   *     is for whole units and the policy can't, see {@link PruningRequest#requireSingleWeights}
   * @throws org.espalier.core.EspalierException if the sparsity can't be reached
   * @throws org.espalier.core.CancelledException if cancelled
   */
  Pruning prune(PruningRequest request);
}
