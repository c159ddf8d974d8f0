package org.espalier.harness.internal.plugin;

import org.espalier.harness.PluginInfo;

/**
 * A plugin's service, held by one cell until closed; the plugin's bundle waits for that to stop.
 */
public interface Lease<T> extends AutoCloseable {
  T service();

  PluginInfo info();

  @Override
  void close();
}
