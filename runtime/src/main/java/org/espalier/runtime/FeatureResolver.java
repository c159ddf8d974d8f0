package org.espalier.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Finds the features that those asked for can't do without: whose bundles provide a package, a
 * service or a plugin that an installed bundle requires and none provides. What a bundle requires
 * of others at run time, {@code effective:=active}, counts as well.
 */
final class FeatureResolver {
  /** Namespaces in which a requirement may be met by another feature of the distribution. */
  private static final Set<String> NAMESPACES =
      Set.of(
          PackageNamespace.PACKAGE_NAMESPACE, "osgi.service", "osgi.extender", "espalier.plugin");

  private final BundleContext context;

  /** Installs the bundles of a feature that aren't there, and answers all of them. */
  interface Installer {
    List<Bundle> install(String feature);
  }

  FeatureResolver(BundleContext context) {
    this.context = context;
  }

  /**
   * Installs what is missing.
   *
   * @param candidates other features, in the order in which they are tried
   * @return the bundles of the features that were added
   */
  List<Bundle> complete(List<String> candidates, Installer installer) throws BundleException {
    List<Bundle> added = new ArrayList<>();
    List<String> left = new ArrayList<>(candidates);
    boolean goesOn = true;
    while (goesOn && !unmet().isEmpty()) {
      goesOn = false;
      for (String feature : List.copyOf(left)) {
        List<BundleRequirement> before = unmet();
        Set<Bundle> there = Set.of(context.getBundles());
        List<Bundle> bundles = installer.install(feature);
        List<Bundle> fresh = bundles.stream().filter(b -> !there.contains(b)).toList();
        if (before.stream().anyMatch(r -> isMet(r, fresh))) {
          added.addAll(bundles);
          left.remove(feature);
          goesOn = true;
          break;
        }
        for (Bundle bundle : fresh) {
          bundle.uninstall();
        }
      }
    }
    return added;
  }

  private List<BundleRequirement> unmet() {
    List<Bundle> all = Arrays.asList(context.getBundles());
    return all.stream()
        .map(bundle -> bundle.adapt(BundleRevision.class))
        .filter(Objects::nonNull)
        .flatMap(revision -> revision.getDeclaredRequirements(null).stream())
        .filter(FeatureResolver::isNeeded)
        .filter(requirement -> !isMet(requirement, all))
        .toList();
  }

  private static boolean isNeeded(BundleRequirement requirement) {
    Map<String, String> directives = requirement.getDirectives();
    String resolution =
        directives.getOrDefault(Constants.RESOLUTION_DIRECTIVE, Constants.RESOLUTION_MANDATORY);
    return NAMESPACES.contains(requirement.getNamespace())
        && resolution.equals(Constants.RESOLUTION_MANDATORY);
  }

  private static boolean isMet(BundleRequirement requirement, List<Bundle> providers) {
    for (Bundle provider : providers) {
      BundleRevision revision = provider.adapt(BundleRevision.class);
      List<BundleCapability> capabilities =
          revision == null
              ? List.of()
              : revision.getDeclaredCapabilities(requirement.getNamespace());
      if (capabilities.stream().anyMatch(requirement::matches)) {
        return true;
      }
    }
    return false;
  }
}
