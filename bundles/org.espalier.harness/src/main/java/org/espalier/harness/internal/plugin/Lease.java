package org.espalier.harness.internal.plugin;

import org.espalier.harness.PluginInfo;

/**
 * A plugin's service, held by one cell until closed; the plugin's bundle waits for that to stop.
 */
public interface Lease<T> extends AutoCloseable {
  T service();

  PluginInfo info();

  /** Its last answer was looked at and keeps the contract. */
  void accepted();

  /**
   * Its last answer breaks the contract.
   *
   * @param cause what is wrong, to follow the plugin's kind and id
   * @return to be thrown
   */
  BrokenPluginException failed(String cause);

  @Override
  void close();
}
