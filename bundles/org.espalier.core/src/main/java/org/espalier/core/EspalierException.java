package org.espalier.core;

/** A failure in the domain; its message is one line that says what, where and what to do. */
public class EspalierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EspalierException(String message) {
    super(message);
  }

  public EspalierException(String message, Throwable cause) {
    super(message, cause);
  }
}
