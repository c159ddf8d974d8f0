package org.espalier.deploy.internal;

import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Versions of the packages that plugins are written against: those that core exports.
 *
 * @param versions by package
 */
record ApiPackages(Map<String, Version> versions) {
  static ApiPackages of(BundleContext context) {
    Map<String, Version> versions = new TreeMap<>();
    Bundle core = FrameworkUtil.getBundle(org.espalier.core.Plugin.class);
    if (core != null && context.getBundle(core.getBundleId()) != null) {
      for (BundleCapability capability :
          core.adapt(BundleRevision.class)
              .getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        Map<String, Object> attributes = capability.getAttributes();
        versions.put(
            (String) attributes.get(PackageNamespace.PACKAGE_NAMESPACE),
            (Version) attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE));
      }
    }
    return new ApiPackages(versions);
  }

  /** An import of a package: of the present major version, or optional for what isn't core's. */
  String importOf(String name) {
    Version version = versions.get(name);
    return version == null
        ? name + ";resolution:=optional"
        : "%s;version=\"[%d.%d,%d)\""
            .formatted(name, version.getMajor(), version.getMinor(), version.getMajor() + 1);
  }
}
