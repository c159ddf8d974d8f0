package org.espalier.lib.dl4j.internal;

import org.nd4j.common.config.ND4JClassLoading;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Hands ND4J this bundle's class loader before anything of it is used; it would take the calling
 * thread's otherwise and find no backend.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  // JavaCPP would ask the kernel for the process's memory at each allocation: a tenth of a small
  // training. Its limit on the bytes that it has allocated stays.
  private static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

  @Override
  public void start(BundleContext context) {
    System.getProperties().putIfAbsent(PHYSICAL_LIMIT, "0");
    ND4JClassLoading.setNd4jClassloaderFromClass(Activator.class);
  }

  @Override
  public void stop(BundleContext context) {}
}
