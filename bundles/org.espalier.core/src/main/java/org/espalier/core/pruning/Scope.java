package org.espalier.core.pruning;

/** Among which weights a saliency is compared. */
public enum Scope {
  /** All prunable weights together. */
  GLOBAL,
  /** Each prunable tensor on its own, to the same sparsity. */
  LAYERWISE
}
