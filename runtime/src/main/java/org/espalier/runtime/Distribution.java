package org.espalier.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * A folder with {@code features/} (OSGi Feature JSON, Compendium chapter 159) and {@code
 * repository/} (the bundles, in Maven's layout).
 */
public final class Distribution {
  private static final String SUFFIX = ".json";

  /** Started before all others, which build upon it. */
  private static final String FIRST = "base";

  /** Started after all others: its prompt shows at once, and the commands are to be there. */
  private static final String LAST = "gogo";

  private final Path home;

  public Distribution(Path home) {
    this.home = home.toAbsolutePath();
  }

  /** The names of all features, {@code base} first, {@code gogo} last, the rest by alphabet. */
  public List<String> features() {
    Path folder = home.resolve("features");
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          new ArrayList<>(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(SUFFIX))
                  .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                  .sorted()
                  .toList());
      if (names.remove(FIRST)) {
        names.add(0, FIRST);
      }
      if (names.remove(LAST)) {
        names.add(LAST);
      }
      return names;
    } catch (IOException e) {
      throw new LaunchException("no features in " + folder + "; build the distribution again", e);
    }
  }

  /**
   * The bundles of some features, in the order to start them, each once: a jar, or the folder of an
   * unpacked one.
   *
   * @throws LaunchException if a feature can't be read, or a bundle isn't in the repository
   */
  public List<Path> bundles(List<String> features) {
    FeatureService reader = reader();
    Map<String, Path> bundles = new LinkedHashMap<>();
    for (String name : features) {
      for (FeatureBundle bundle : read(reader, name).getBundles()) {
        bundles.computeIfAbsent(bundle.getID().toString(), id -> locate(bundle.getID(), name));
      }
    }
    return List.copyOf(bundles.values());
  }

  /**
   * What a feature's file says.
   *
   * @throws LaunchException if it can't be read
   */
  Feature feature(String name) {
    return read(reader(), name);
  }

  private static FeatureService reader() {
    return ServiceLoader.load(FeatureService.class, Distribution.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new LaunchException("no reader of OSGi features on the class path"));
  }

  private Feature read(FeatureService reader, String name) {
    Path file = home.resolve("features").resolve(name + SUFFIX);
    if (!Files.isRegularFile(file)) {
      throw new LaunchException("no feature " + name + ": " + file + " is missing");
    }
    Feature feature;
    try (Reader text = Files.newBufferedReader(file)) {
      feature = reader.readFeature(text);
    } catch (IOException | RuntimeException e) {
      throw new LaunchException(file + " is not an OSGi feature: " + reason(e), e);
    }
    refuseUnknown(feature, file);
    return feature;
  }

  /** What the launcher would have to do and doesn't must not pass in silence. */
  private static void refuseUnknown(Feature feature, Path file) {
    if (feature.getBundles().isEmpty()) {
      throw new LaunchException(file + " names no bundle; each is an object with an \"id\"");
    }
    if (!feature.getConfigurations().isEmpty()) {
      throw new LaunchException(
          file + " holds configurations, which this launcher doesn't apply; remove them");
    }
    for (FeatureExtension extension : feature.getExtensions().values()) {
      if (extension.getKind() == FeatureExtension.Kind.MANDATORY) {
        throw new LaunchException(
            file + " demands the extension " + extension.getName() + ", which is unknown here");
      }
    }
  }

  private Path locate(ID id, String feature) {
    Path folder = home.resolve("repository");
    for (String part : id.getGroupId().split("\\.", -1)) {
      folder = folder.resolve(part);
    }
    folder = folder.resolve(id.getArtifactId()).resolve(id.getVersion());
    String classifier = id.getClassifier().map(c -> "-" + c).orElse("");
    String file = id.getArtifactId() + "-" + id.getVersion() + classifier;
    Path unpacked = folder.resolve(file);
    if (Files.isDirectory(unpacked)) {
      return unpacked;
    }
    Path jar = folder.resolve(file + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new LaunchException(
          "the bundle %s of the feature %s is missing: no file %s".formatted(id, feature, jar));
    }
    return jar;
  }

  private static String reason(Exception e) {
    if (e instanceof NullPointerException || e instanceof ClassCastException) {
      return "an \"id\" is missing, or a value is of the wrong type";
    }
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
