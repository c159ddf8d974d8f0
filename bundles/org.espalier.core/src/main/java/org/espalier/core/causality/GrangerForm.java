package org.espalier.core.causality;

/** Which past an estimate looks at. */
public enum GrangerForm {
  /** The step's own updates only (lag 0), as in the paper's published code. */
  INSTANTANEOUS,
  /** Updates of earlier steps, beside the loss's own past, as Granger 1969 defines it. */
  LAGGED
}
