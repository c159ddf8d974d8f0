package org.espalier.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;

/**
 * Writes the features of a distribution as a features repository of Apache Karaf (schema 1.6): each
 * feature {@code x} as {@code espalier-x} with those that it needs, and {@code espalier} with all
 * of them. What they need is read from the bundles in a running framework.
 */
public final class KarafFeatures {
  private static final String NAMESPACE = "http://karaf.apache.org/xmlns/features/v1.6.0";
  private static final String ALL = "espalier";

  /** Karaf has a shell of its own. */
  private static final String SHELL_FEATURE = "gogo";

  private final Map<String, Feature> features = new LinkedHashMap<>();
  private final Map<String, List<BundleRevision>> bundles = new LinkedHashMap<>();

  private KarafFeatures(Distribution distribution, List<String> names, EspalierFramework running) {
    for (String name : names) {
      features.put(name, distribution.feature(name));
      bundles.put(
          name,
          distribution.bundles(List.of(name)).stream()
              .map(running::bundle)
              .map(bundle -> bundle.adapt(BundleRevision.class))
              .toList());
    }
  }

  /** Takes the distribution's folder and the file to write. */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    Distribution distribution = new Distribution(home);
    List<String> names =
        distribution.features().stream().filter(name -> !name.equals(SHELL_FEATURE)).toList();
    String xml;
    try (EspalierFramework running = EspalierFramework.start(home, names)) {
      xml = new KarafFeatures(distribution, names, running).toXml();
    }
    Files.writeString(Path.of(args[1]), xml);
  }

  private String toXml() {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<features name=\"%s\" xmlns=\"%s\">\n".formatted(ALL, NAMESPACE));
    features.forEach((name, feature) -> append(name, feature, xml));
    String version = features.values().iterator().next().getID().getVersion();
    open(ALL, version, "Everything of Espalier; its commands are in the scope " + ALL + ".", xml);
    features.keySet().forEach(name -> appendNeed(name, xml));
    return xml.append("  </feature>\n</features>\n").toString();
  }

  private void append(String name, Feature feature, StringBuilder xml) {
    open(
        ALL + "-" + name, feature.getID().getVersion(), feature.getDescription().orElse(name), xml);
    needs(name).forEach(need -> appendNeed(need, xml));
    List<FeatureBundle> named = feature.getBundles();
    for (int i = 0; i < named.size(); i++) {
      var id = named.get(i).getID();
      xml.append(
          "    <bundle%s>mvn:%s/%s/%s</bundle>\n"
              .formatted(
                  isWantedInAnyCase(bundles(name).get(i).getBundle()) ? "" : " dependency=\"true\"",
                  id.getGroupId(),
                  id.getArtifactId(),
                  id.getVersion()));
    }
    xml.append("  </feature>\n");
  }

  private static void open(String name, String version, String description, StringBuilder xml) {
    xml.append(
        "  <feature name=\"%s\" version=\"%s\" description=\"%s\">\n"
            .formatted(name, version, escape(description)));
  }

  private static void appendNeed(String name, StringBuilder xml) {
    xml.append("    <feature>%s-%s</feature>\n".formatted(ALL, name));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  /**
   * Whether a bundle does something by itself. Any other is there for what it provides, be it an
   * interface, a library or Declarative Services, and is a dependency: it isn't installed where the
   * container has its like.
   */
  private static boolean isWantedInAnyCase(Bundle bundle) {
    return bundle.getSymbolicName().startsWith("org.espalier.")
        || bundle.getHeaders().get("Service-Component") != null;
  }

  private List<BundleRevision> bundles(String feature) {
    return bundles.getOrDefault(feature, List.of());
  }

  /** The other features whose bundles provide what this one's demand, packages and services. */
  private Set<String> needs(String feature) {
    Set<String> needs = new TreeSet<>();
    for (BundleRevision bundle : bundles(feature)) {
      for (BundleRequirement requirement : bundle.getDeclaredRequirements(null)) {
        Set<String> providers = providers(requirement);
        if (isMandatory(requirement) && !providers.isEmpty() && !providers.contains(feature)) {
          needs.add(providers.iterator().next());
        }
      }
    }
    return needs;
  }

  private static boolean isMandatory(BundleRequirement requirement) {
    return !Constants.RESOLUTION_OPTIONAL.equals(
        requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
  }

  private Set<String> providers(BundleRequirement requirement) {
    Set<String> providers = new LinkedHashSet<>();
    bundles.forEach(
        (name, revisions) -> {
          if (revisions.stream()
              .flatMap(revision -> revision.getDeclaredCapabilities(null).stream())
              .anyMatch(requirement::matches)) {
            providers.add(name);
          }
        });
    return providers;
  }
}
