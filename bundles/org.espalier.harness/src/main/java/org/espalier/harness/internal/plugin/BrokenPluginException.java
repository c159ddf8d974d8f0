package org.espalier.harness.internal.plugin;

import org.espalier.core.EspalierException;

/** A plugin has broken its contract, of whatever kind; the line names it. */
public class BrokenPluginException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public BrokenPluginException(String message) {
    super(message);
  }

  BrokenPluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
