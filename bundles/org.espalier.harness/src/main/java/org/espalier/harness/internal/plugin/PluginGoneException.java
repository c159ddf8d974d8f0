package org.espalier.harness.internal.plugin;

import org.espalier.core.EspalierException;

/** A plugin that a run needs is no longer there. */
public final class PluginGoneException extends EspalierException {
  private static final long serialVersionUID = 1L;

  PluginGoneException(String message) {
    super(message);
  }
}
