package org.espalier.deploy;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The folder whose jars are installed and started: bundles, and plain jars that name providers in
 * {@code META-INF/services}; a service, safe for many threads. Of several jars of one bundle the
 * highest version counts.
 */
@ProviderType
public interface PluginFolder {
  /** What is in the folder, by file name. */
  List<DeployedPlugin> plugins();

  /**
   * Copies a jar into the folder and starts its bundle; one of the same symbolic name is replaced.
   *
   * @throws org.espalier.core.InvalidDataException if it is no plugin, or not trusted; nothing is
   *     copied then
   */
  DeployedPlugin install(Path jar);

  /**
   * Removes a jar from the folder, and its bundle.
   *
   * @param name of the file or symbolic name of the bundle
   * @throws IllegalArgumentException if there is none
   */
  void uninstall(String name);

  /**
   * Starts a bundle that was stopped.
   *
   * @param name symbolic name of a bundle, in the folder or not
   * @throws IllegalArgumentException if there is none
   * @throws org.espalier.core.EspalierException if it can't be started; the line says why
   */
  void start(String name);

  /**
   * Stops a bundle until it is started again, or the framework is.
   *
   * @param name symbolic name of a bundle that brings plugins, in the folder or not
   * @throws IllegalArgumentException if there is none, or others can't do without it
   */
  void stop(String name);
}
