package org.espalier.deploy.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.espalier.core.InvalidDataException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Makes a bundle of a plain jar that names providers in {@code META-INF/services}: imports what its
 * classes refer to, and asks the Service Loader Mediator (OSGi Compendium, chapter 133) to register
 * each provider, with the identity that its {@code Plugin} annotation states.
 */
final class PlainJar {
  private static final String SERVICES = "META-INF/services/";
  private static final String CLASS = ".class";
  private static final String REGISTRAR =
      "osgi.extender;filter:=\"(&(osgi.extender=osgi.serviceloader.registrar)(version>=1.0)(!(version>=2.0)))\"";

  private final JarFile jar;
  private final Set<String> own = new TreeSet<>();
  private final Set<String> referred = new TreeSet<>();
  private final List<String> capabilities = new ArrayList<>();

  private PlainJar(JarFile jar) {
    this.jar = jar;
  }

  /**
   * Rewrites the jar with the manifest of a bundle.
   *
   * @param file what errors call it
   * @throws InvalidDataException if it names no provider of a service of core
   */
  static void makeBundle(
      Path jar, String symbolicName, Version version, ApiPackages api, String file)
      throws IOException {
    Path made = Files.createTempFile(jar.getParent(), "plugin", ".jar");
    try (JarFile source = new JarFile(jar.toFile())) {
      PlainJar plain = new PlainJar(source);
      plain.readClasses();
      plain.readProviders(api);
      if (plain.capabilities.isEmpty()) {
        throw new InvalidDataException(
            file
                + " is no plugin: it is neither a bundle (no Bundle-SymbolicName in its manifest)"
                + " nor names a provider of a service of Espalier in META-INF/services");
      }
      plain.write(made, plain.manifest(symbolicName, version, api));
      Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private void readClasses() throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && name.indexOf('/') > 0) {
        own.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.'));
        try (InputStream in = jar.getInputStream(entry)) {
          referred.addAll(ClassFacts.of(in).packages());
        }
      }
    }
  }

  private void readProviders(ApiPackages api) throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      String service = name.startsWith(SERVICES) ? name.substring(SERVICES.length()) : "";
      if (entry.isDirectory()
          || !api.versions()
              .containsKey(service.substring(0, Math.max(0, service.lastIndexOf('.'))))) {
        continue;
      }
      for (String provider : providers(entry)) {
        JarEntry file = jar.getJarEntry(provider.replace('.', '/') + CLASS);
        if (file == null) {
          throw new InvalidDataException(
              name + " names " + provider + ", which isn't in the jar; build it again");
        }
        try (InputStream in = jar.getInputStream(file)) {
          capabilities.add(capability(service, provider, ClassFacts.of(in).plugin()));
        }
      }
    }
  }

  private List<String> providers(JarEntry entry) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceAll("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  /** One provider; attributes become properties of the service. */
  private static String capability(
      String service, String provider, Map<String, Object> annotation) {
    Map<String, Object> properties = new LinkedHashMap<>(annotation);
    properties.putIfAbsent("id", provider);
    StringBuilder text = new StringBuilder("osgi.serviceloader;osgi.serviceloader=" + service);
    text.append(";register:=").append(quote(provider));
    properties.forEach(
        (name, value) -> {
          text.append(";espalier.").append(name);
          if (value instanceof List<?> list) {
            text.append(":List<String>=")
                .append(quote(list.stream().map(String::valueOf).collect(Collectors.joining(","))));
          } else if (value instanceof Long) {
            text.append(":Long=").append(value);
          } else {
            text.append('=').append(quote(String.valueOf(value)));
          }
        });
    return text.toString();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Manifest manifest(String symbolicName, Version version, ApiPackages api)
      throws IOException {
    Manifest manifest = jar.getManifest() == null ? new Manifest() : jar.getManifest();
    Attributes main = manifest.getMainAttributes();
    main.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
    main.putValue(Constants.BUNDLE_VERSION, version.toString());
    main.putValue(Constants.PROVIDE_CAPABILITY, String.join(",", capabilities));
    main.putValue(Constants.REQUIRE_CAPABILITY, REGISTRAR);
    Set<String> imports = new TreeSet<>(referred);
    imports.removeAll(own);
    if (!imports.isEmpty()) {
      main.putValue(
          Constants.IMPORT_PACKAGE,
          imports.stream().map(api::importOf).collect(Collectors.joining(",")));
    }
    return manifest;
  }

  private void write(Path target, Manifest manifest) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target), manifest)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(new JarEntry(entry.getName()));
          try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
          }
        }
      }
    }
  }
}
