package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.espalier.core.PluginKind;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A component's description, as the build has written it: what listing plugins shows. */
public final class Descriptor {
  private static final Map<PluginKind, Class<?>> SERVICES =
      Map.of(
          PluginKind.RECORDER, TrajectoryRecorder.class,
          PluginKind.READER, TrajectoryReader.class,
          PluginKind.ESTIMATOR, CausalityEstimator.class,
          PluginKind.POLICY, PruningPolicy.class,
          PluginKind.ADAPTER, ModelAdapter.class);

  private Descriptor() {}

  /**
   * The service properties by name, values as text; the values of an array are parted by line
   * breaks.
   *
   * @param component a class of the bundle
   * @param name the component's name
   * @throws IllegalStateException if there is no such description, or it can't be read
   */
  public static Map<String, String> properties(Class<?> component, String name) {
    Element root = read(component, "OSGI-INF/" + name + ".xml");
    if (root == null) {
      throw new IllegalStateException("no description of component " + name);
    }
    return properties(root);
  }

  /**
   * Asserts that a component is described as a plugin: that it has an identity, and that its kind
   * agrees with the service that it provides.
   *
   * @param component the class with the annotations {@code @Component} and {@code @Plugin}
   * @param kind what it must be
   * @return the service properties, as {@link #properties} gives them
   */
  public static Map<String, String> requireSound(Class<?> component, PluginKind kind) {
    Element root = find(component);
    Map<String, String> properties = properties(root);
    String id = properties.getOrDefault("espalier.id", "");
    assertTrue(
        id.matches("[a-z0-9]+(-[a-z0-9]+)*"),
        () -> component + ": id '" + id + "' is not in lower case with hyphens");
    for (String name : List.of("espalier.description", "espalier.source")) {
      assertFalse(properties.getOrDefault(name, "").isBlank(), () -> component + " has no " + name);
    }
    assertEquals(kind.name(), properties.get("espalier.kind"), () -> "the kind of " + component);
    String service = Objects.requireNonNull(SERVICES.get(kind)).getName();
    Set<String> provided = new TreeSet<>();
    for (Element provide : elements(root, "provide")) {
      provided.add(provide.getAttribute("interface"));
    }
    assertEquals(
        Set.of(service),
        provided,
        () -> component + " is of kind " + kind + ", but provides another service");
    return properties;
  }

  /** The description whose implementation is the class. */
  private static Element find(Class<?> component) {
    for (String path : paths(component)) {
      Element root = read(component, path.strip());
      if (root != null
          && elements(root, "implementation").stream()
              .anyMatch(e -> e.getAttribute("class").equals(component.getName()))) {
        return root;
      }
    }
    throw new AssertionError(
        component
            + " has no component's description: is it annotated with @Component, and does bnd work"
            + " before the tests?");
  }

  /** Where the manifest says that the descriptions are. */
  private static String[] paths(Class<?> component) {
    CodeSource source = component.getProtectionDomain().getCodeSource();
    String location = source.getLocation().toString();
    try {
      URL manifest =
          URI.create(
                  (location.endsWith("/") ? location : "jar:" + location + "!/")
                      + "META-INF/MANIFEST.MF")
              .toURL();
      try (InputStream in = manifest.openStream()) {
        String paths = new Manifest(in).getMainAttributes().getValue("Service-Component");
        return paths == null ? new String[0] : paths.split(",");
      }
    } catch (IOException e) {
      throw new AssertionError("no manifest where " + component + " is: bnd writes it", e);
    }
  }

  private static @Nullable Element read(Class<?> component, String path) {
    try (InputStream in = component.getResourceAsStream("/" + path)) {
      return in == null
          ? null
          : DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getDocumentElement();
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("cannot read the description " + path, e);
    }
  }

  private static Map<String, String> properties(Element root) {
    Map<String, String> properties = new TreeMap<>();
    for (Element property : elements(root, "property")) {
      String value = property.getAttribute("value");
      properties.put(
          property.getAttribute("name"),
          value.isEmpty() ? property.getTextContent().strip() : value);
    }
    return properties;
  }

  private static List<Element> elements(Element root, String name) {
    NodeList nodes = root.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
