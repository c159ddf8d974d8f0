package org.espalier.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.espalier.core.InvalidDataException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A jar that was looked at: trusted, and a bundle, or made one. What is installed is a copy of the
 * bytes that were looked at, whatever becomes of the file meanwhile.
 *
 * @param bundle symbolic name
 * @param version of the bundle
 * @param sha256 of the file
 * @param copy the bundle to install; deleted when closed
 */
record PluginJar(String bundle, Version version, String sha256, Path copy)
    implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("(.+?)(?:-(\\d[\\w.]*))?(?:-(\\w+))?\\.jar");

  /**
   * Copies and checks a file.
   *
   * @param scratch folder for the copy
   * @throws InvalidDataException if it is no plugin or not trusted
   */
  static PluginJar read(Path file, TrustList trust, ApiPackages api, Path scratch) {
    String name = String.valueOf(file.getFileName());
    @Nullable Path copy = null;
    try {
      copy = Files.createTempFile(scratch, "plugin", ".jar");
      String sha256 = Hash.copy(file, copy);
      trust.require(copy, sha256, name);
      Manifest manifest = manifest(copy);
      String symbolicName = manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (symbolicName == null) {
        Matcher parts = NAME.matcher(name);
        String base = parts.matches() ? parts.group(1) : name;
        String number = parts.matches() ? parts.group(2) : null;
        Version version = version(number == null ? "0" : number);
        PlainJar.makeBundle(copy, base, version, api, name);
        return new PluginJar(base, version, sha256, copy);
      }
      String version = manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
      return new PluginJar(
          symbolicName.replaceAll(";.*", "").strip(),
          version(version == null ? "0" : version),
          sha256,
          copy);
    } catch (IOException | SecurityException e) {
      delete(copy);
      throw new InvalidDataException(name + " can't be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      delete(copy);
      throw e;
    }
  }

  private static Manifest manifest(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest == null ? new Manifest() : manifest;
    } catch (ZipException e) {
      throw new ZipException("it is no jar, or not whole (" + e.getMessage() + ")");
    }
  }

  private static Version version(String text) {
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException e) { // 1.0-alpha and the like, not OSGi's
      return Version.emptyVersion;
    }
  }

  @Override
  public void close() {
    delete(copy);
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        file.toFile().deleteOnExit();
      }
    }
  }
}
