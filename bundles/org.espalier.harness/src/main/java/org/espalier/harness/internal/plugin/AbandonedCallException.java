package org.espalier.harness.internal.plugin;

/** A call of a plugin that goes on for ever: what it works on must not be touched any more. */
final class AbandonedCallException extends BrokenPluginException {
  private static final long serialVersionUID = 1L;

  AbandonedCallException(BrokenPluginException cause) {
    super(String.valueOf(cause.getMessage()));
  }
}
