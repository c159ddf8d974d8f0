package org.espalier.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/** Finds what bundles need and nobody provides, and who comes near. */
public final class UnmetRequirements {
  private static final Pattern VERSION = Pattern.compile("\\(version>=([^)]*)\\)");

  private final List<BundleCapability> provided;
  private final List<BundleRevision> revisions;

  private UnmetRequirements(BundleContext context) {
    revisions =
        Arrays.stream(context.getBundles())
            .map(bundle -> bundle.adapt(BundleRevision.class))
            .filter(Objects::nonNull)
            .toList();
    provided =
        revisions.stream()
            .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
            .toList();
  }

  /** A problem for each requirement of an unresolved bundle that no installed bundle can meet. */
  public static List<Problem> of(BundleContext context) {
    return new UnmetRequirements(context).list();
  }

  private List<Problem> list() {
    return revisions.stream()
        .filter(revision -> revision.getBundle().getState() == Bundle.INSTALLED)
        .flatMap(this::unmet)
        .toList();
  }

  private Stream<Problem> unmet(BundleRevision revision) {
    return revision.getDeclaredRequirements(null).stream()
        .filter(UnmetRequirements::isNeededToResolve)
        .filter(requirement -> provided.stream().noneMatch(requirement::matches))
        .map(
            requirement ->
                new Problem(
                    "the bundle %s %s".formatted(revision.getSymbolicName(), revision.getVersion()),
                    "can't be resolved: no bundle provides " + describe(requirement),
                    near(requirement)));
  }

  private static boolean isNeededToResolve(BundleRequirement requirement) {
    Map<String, String> directives = requirement.getDirectives();
    String effective =
        directives.getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE);
    String resolution =
        directives.getOrDefault(Constants.RESOLUTION_DIRECTIVE, Constants.RESOLUTION_MANDATORY);
    return effective.equals(Constants.EFFECTIVE_RESOLVE)
        && !resolution.equals(Constants.RESOLUTION_OPTIONAL)
        && !resolution.equals(PackageNamespace.RESOLUTION_DYNAMIC);
  }

  /** Such as {@code the package org.slf4j, version 1.7.0 or later, below 3.0.0}. */
  private static String describe(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    String namespace = requirement.getNamespace();
    String name = name(requirement);
    if (name.isEmpty()) {
      return namespace + " " + filter;
    }
    String kind = namespace.equals(PackageNamespace.PACKAGE_NAMESPACE) ? "the package" : namespace;
    StringBuilder text = new StringBuilder(kind).append(' ').append(name);
    Matcher version = VERSION.matcher(filter);
    while (version.find()) {
      boolean ceiling = filter.startsWith("(!", version.start() - 2);
      text.append(ceiling ? ", below " : ", version ").append(version.group(1));
      text.append(ceiling ? "" : " or later");
    }
    return text.toString();
  }

  /** What is asked for, without its version; empty if the filter isn't of that kind. */
  private static String name(BundleRequirement requirement) {
    String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    Matcher name =
        Pattern.compile("\\(" + Pattern.quote(requirement.getNamespace()) + "=([^)]*)\\)")
            .matcher(filter);
    return name.find() ? name.group(1) : "";
  }

  /** Those that provide it in another version. */
  private List<String> near(BundleRequirement requirement) {
    String name = name(requirement);
    List<String> near = new ArrayList<>();
    for (BundleCapability capability : provided) {
      Map<String, Object> attributes = capability.getAttributes();
      if (capability.getNamespace().equals(requirement.getNamespace())
          && name.equals(String.valueOf(attributes.get(requirement.getNamespace())))) {
        near.add(
            "%s %s provides version %s"
                .formatted(
                    capability.getRevision().getSymbolicName(),
                    capability.getRevision().getVersion(),
                    attributes.getOrDefault(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE, "?")));
      }
    }
    return near;
  }
}
