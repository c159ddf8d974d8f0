package org.espalier.core;

/** The caller asked for the work to stop before its end. */
public class CancelledException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public CancelledException() {
    super("stopped");
  }

  /** Says what the work leaves behind. */
  public CancelledException(String message, CancelledException cause) {
    super(message, cause);
  }
}
