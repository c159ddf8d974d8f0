package org.espalier.core.pruning;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which weights to cut; a service, safe for many threads. The same request gives the same
 * answer to the last digit.
 */
@ConsumerType
public interface PruningPolicy {
  /**
   * Cuts down to the requested sparsity, exactly; what the request's mask has cut stays cut.
   *
   * @throws IllegalArgumentException if an option is unknown or outside its limits
   * @throws org.espalier.core.EspalierException if the sparsity can't be reached
   * @throws org.espalier.core.CancelledException if cancelled
   */
  Pruning prune(PruningRequest request);
}
