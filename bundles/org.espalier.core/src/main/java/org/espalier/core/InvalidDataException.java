package org.espalier.core;

/** Data that came from outside is damaged, foreign, of the wrong shape or not finite. */
public class InvalidDataException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public InvalidDataException(String message) {
    super(message);
  }

  public InvalidDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
