package org.espalier.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The service properties in a component's description, as the build has written it. */
public final class Descriptor {
  private Descriptor() {}

  /**
   * The properties by name, values as text; the values of an array are parted by line breaks.
   *
   * @param component a class of the bundle
   * @param name the component's name
   * @throws IllegalStateException if there is no such description, or it can't be read
   */
  public static Map<String, String> properties(Class<?> component, String name) {
    try (InputStream in = component.getResourceAsStream("/OSGI-INF/" + name + ".xml")) {
      if (in == null) {
        throw new IllegalStateException("no description of component " + name);
      }
      NodeList nodes =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("property");
      Map<String, String> properties = new TreeMap<>();
      for (int i = 0; i < nodes.getLength(); i++) {
        Element property = (Element) nodes.item(i);
        String value = property.getAttribute("value");
        properties.put(
            property.getAttribute("name"),
            value.isEmpty() ? property.getTextContent().strip() : value);
      }
      return properties;
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("cannot read the description of " + name, e);
    }
  }
}
