package org.espalier.core;

/** The caller asked for the work to stop before its end. */
public class CancelledException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public CancelledException() {
    super("cancelled before the end");
  }
}
