package org.espalier.runtime;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Finds what a bundle holds, and then what the bundles hold that it is wired to. As a thread's
 * context class loader it serves libraries, such as JLine, that look there for their own parts.
 */
final class WiredClassLoader extends ClassLoader {
  private final List<ClassLoader> providers;

  /** The loader for a resolved bundle. */
  WiredClassLoader(Bundle bundle) {
    super(bundle.adapt(BundleWiring.class).getClassLoader());
    providers =
        bundle.adapt(BundleWiring.class).getRequiredWires(null).stream()
            .map(BundleWire::getProviderWiring)
            .distinct()
            .filter(provider -> provider.getBundle().getBundleId() != 0)
            .map(BundleWiring::getClassLoader)
            .toList();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    for (ClassLoader provider : providers) {
      try {
        return provider.loadClass(name);
      } catch (ClassNotFoundException e) {
        // The next may have it.
      }
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    for (ClassLoader provider : providers) {
      URL found = provider.getResource(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    List<URL> found = new ArrayList<>();
    for (ClassLoader provider : providers) {
      found.addAll(Collections.list(provider.getResources(name)));
    }
    return Collections.enumeration(found);
  }
}
