package org.espalier.health.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** What bundles need that don't resolve. */
final class UnresolvedBundles {
  private UnresolvedBundles() {}

  /** A line for each of the bundles that isn't resolved. */
  static List<String> reasons(Bundle... bundles) {
    List<BundleRevision> revisions =
        Arrays.stream(bundles)
            .map(bundle -> bundle.adapt(BundleRevision.class))
            .filter(Objects::nonNull)
            .toList();
    List<BundleCapability> provided =
        revisions.stream()
            .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
            .toList();
    return revisions.stream()
        .filter(revision -> revision.getBundle().getState() == Bundle.INSTALLED)
        .map(revision -> reason(revision, provided))
        .toList();
  }

  private static String reason(BundleRevision revision, List<BundleCapability> provided) {
    String missing =
        revision.getDeclaredRequirements(null).stream()
            .filter(UnresolvedBundles::isNeededToResolve)
            .filter(requirement -> provided.stream().noneMatch(requirement::matches))
            .map(UnresolvedBundles::describe)
            .collect(Collectors.joining(", "));
    return "the bundle %s %s is not resolved: %s"
        .formatted(
            revision.getSymbolicName(),
            revision.getVersion(),
            missing.isEmpty()
                ? "all it needs is there, but was not tried yet, or doesn't fit together"
                : "no bundle provides " + missing);
  }

  private static boolean isNeededToResolve(BundleRequirement requirement) {
    var directives = requirement.getDirectives();
    return !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
        && Constants.EFFECTIVE_RESOLVE.equals(
            directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE));
  }

  private static String describe(BundleRequirement requirement) {
    return requirement.getNamespace()
        + " "
        + requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
  }
}
