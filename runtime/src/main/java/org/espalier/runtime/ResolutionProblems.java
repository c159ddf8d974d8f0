package org.espalier.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Finds what unresolved bundles need and nobody provides. */
final class ResolutionProblems {
  private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]*)\\)");

  private ResolutionProblems() {}

  /** A line for each requirement of an installed bundle that no installed bundle can meet. */
  static List<String> of(BundleContext context) {
    List<BundleRevision> revisions =
        Arrays.stream(context.getBundles())
            .map(bundle -> bundle.adapt(BundleRevision.class))
            .filter(Objects::nonNull)
            .toList();
    List<BundleCapability> provided =
        revisions.stream()
            .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
            .toList();
    return revisions.stream()
        .filter(revision -> revision.getBundle().getState() == Bundle.INSTALLED)
        .flatMap(revision -> unmet(revision, provided))
        .toList();
  }

  private static Stream<String> unmet(BundleRevision revision, List<BundleCapability> provided) {
    return revision.getDeclaredRequirements(null).stream()
        .filter(ResolutionProblems::isNeededToResolve)
        .filter(requirement -> provided.stream().noneMatch(requirement::matches))
        .map(
            requirement ->
                "the bundle %s %s can't be resolved: no bundle provides %s"
                    .formatted(
                        revision.getSymbolicName(), revision.getVersion(), describe(requirement)));
  }

  private static boolean isNeededToResolve(BundleRequirement requirement) {
    var directives = requirement.getDirectives();
    String effective =
        directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE);
    String resolution =
        directives.getOrDefault(Constants.RESOLUTION_DIRECTIVE, Constants.RESOLUTION_MANDATORY);
    return effective.equals(Constants.EFFECTIVE_RESOLVE)
        && resolution.equals(Constants.RESOLUTION_MANDATORY);
  }

  /** Such as {@code the package org.slf4j, version 1.7.0 or later, below 3.0.0}. */
  private static String describe(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    String namespace = requirement.getNamespace();
    Matcher name =
        Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]*)\\)").matcher(filter);
    if (!name.find()) {
      return namespace + " " + filter;
    }
    String kind = namespace.equals(PackageNamespace.PACKAGE_NAMESPACE) ? "the package" : namespace;
    StringBuilder text = new StringBuilder(kind).append(' ').append(name.group(1));
    Matcher version = VERSION.matcher(filter);
    while (version.find()) {
      boolean ceiling = filter.startsWith("(!", version.start() - 2);
      text.append(ceiling ? ", below " : ", version ").append(version.group(1));
      text.append(ceiling ? "" : " or later");
    }
    return text.toString();
  }
}
