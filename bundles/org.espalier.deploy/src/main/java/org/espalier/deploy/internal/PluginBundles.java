package org.espalier.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.deploy.DeployedPlugin;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars of a folder, and the bundle that each has become. Of the jars of one symbolic name the
 * highest version is installed, the others wait. What can't be installed stays listed with its
 * reason, and what ran before goes on. Safe for many threads.
 */
final class PluginBundles {
  private static final Logger LOG = LoggerFactory.getLogger(PluginBundles.class);
  private static final String JAR = ".jar";

  private final Path folder;
  private final TrustList trust;
  private final BundleControl control;
  private final Path scratch;

  // Guarded by this.
  private final Map<String, Known> files = new TreeMap<>();
  private final Map<String, String> installed = new TreeMap<>();

  /**
   * A file as it was last looked at.
   *
   * @param bundle symbolic name, or none if it is no plugin
   * @param sha256 of the file, or none if it is no plugin
   * @param problem why it isn't installed; empty if it is
   */
  private record Known(
      @Nullable String bundle, Version version, @Nullable String sha256, String problem) {}

  PluginBundles(Path folder, TrustList trust, BundleControl control, Path scratch) {
    this.folder = folder;
    this.trust = trust;
    this.control = control;
    this.scratch = scratch;
  }

  boolean isOfFolder(Path file) {
    return folder.equals(file.toAbsolutePath().getParent()) && name(file).endsWith(JAR);
  }

  /** Installs what is in the folder; the folder may be missing. */
  synchronized void scan() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> list = Files.list(folder)) {
      list.filter(this::isOfFolder).sorted().forEach(this::changed);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the plugins in {} can't be listed: {}", folder, e.getMessage());
    }
  }

  /** A file came or changed. */
  synchronized void changed(Path file) {
    String name = name(file);
    try (PluginJar jar = read(file)) {
      Known before = files.get(name);
      if (before != null && jar.sha256().equals(before.sha256()) && before.problem().isEmpty()) {
        return;
      }
      if (before != null && before.bundle() != null && !before.bundle().equals(jar.bundle())) {
        removed(file);
      }
      files.put(name, new Known(jar.bundle(), jar.version(), jar.sha256(), ""));
      settle(jar.bundle());
    } catch (EspalierException e) {
      Known before = files.get(name);
      String line = String.valueOf(e.getMessage());
      if (before == null || !before.problem().equals(line)) {
        LOG.warn("{}", line);
      }
      // What was installed from this file goes on as it is.
      files.put(
          name,
          before == null
              ? new Known(null, Version.emptyVersion, null, line)
              : new Known(before.bundle(), before.version(), before.sha256(), line));
    }
    control.startWaiting();
  }

  /** A file is gone. */
  synchronized void removed(Path file) {
    Known known = files.remove(name(file));
    if (known != null && known.bundle() != null) {
      settle(known.bundle());
    }
  }

  private PluginJar read(Path file) {
    return PluginJar.read(file, trust, control.api(), scratch);
  }

  /** Brings the bundle of a symbolic name to the highest version that a file has. */
  private void settle(String bundle) {
    Optional<String> best = best(bundle);
    if (best.isEmpty()) {
      if (installed.remove(bundle) != null) {
        control.uninstall(bundle);
      }
      return;
    }
    Known known = Objects.requireNonNull(files.get(best.get()));
    if (Objects.equals(installed.get(bundle), known.sha256())) {
      return;
    }
    try (PluginJar jar = read(folder.resolve(best.get()));
        InputStream in = Files.newInputStream(jar.copy())) {
      control.install(bundle, in);
      installed.put(bundle, jar.sha256());
      LOG.info("{} {} is installed from {}", bundle, jar.version(), best.get());
    } catch (IOException e) {
      throw new InvalidDataException(best.get() + " can't be read: " + e.getMessage(), e);
    }
  }

  private Optional<String> best(String bundle) {
    return files.entrySet().stream()
        .filter(e -> bundle.equals(e.getValue().bundle()))
        .max(
            Comparator.comparing((Map.Entry<String, Known> e) -> e.getValue().version())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  /** What is in the folder. */
  synchronized List<DeployedPlugin> list() {
    List<DeployedPlugin> all = new ArrayList<>();
    files.forEach((name, known) -> all.add(describe(name, known)));
    return all;
  }

  private DeployedPlugin describe(String file, Known known) {
    String bundle = known.bundle() == null ? "" : known.bundle();
    String version = known.bundle() == null ? "" : known.version().toString();
    String best = bundle.isEmpty() ? file : best(bundle).orElse(file);
    String problem = known.problem();
    if (problem.isEmpty() && !best.equals(file)) {
      problem = best + " has a higher version of the same bundle";
    } else if (problem.isEmpty()) {
      problem = control.problem(bundle);
    }
    boolean active = problem.isEmpty() && control.isActive(bundle);
    return new DeployedPlugin(file, bundle, version, active, problem);
  }

  /** Copies a jar into the folder, in the place of those of the same symbolic name. */
  synchronized DeployedPlugin add(Path jar) {
    if (!Files.isRegularFile(jar) || !name(jar).endsWith(JAR)) {
      throw new InvalidDataException("there is no jar " + jar);
    }
    String bundle;
    try (PluginJar checked = read(jar)) {
      bundle = checked.bundle();
    }
    Path target = folder.resolve(name(jar));
    try {
      Files.createDirectories(folder);
      Path aside = Files.createTempFile(folder, "install", ".part");
      try {
        Files.copy(jar, aside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(aside);
      }
      for (String other : filesOf(bundle)) {
        if (!other.equals(name(jar))) {
          Files.delete(folder.resolve(other));
          files.remove(other);
        }
      }
    } catch (IOException e) {
      throw new EspalierException(target + " can't be written: " + e.getMessage(), e);
    }
    changed(target);
    return describe(name(jar), Objects.requireNonNull(files.get(name(jar))));
  }

  /** Deletes the files of a name or of a symbolic name. */
  synchronized void delete(String name) {
    List<String> gone = files.containsKey(name) ? List.of(name) : filesOf(name);
    if (gone.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no plugin '%s'; it has: %s"
              .formatted(
                  folder, name, files.isEmpty() ? "none" : String.join(", ", files.keySet())));
    }
    for (String file : gone) {
      try {
        Files.deleteIfExists(folder.resolve(file));
      } catch (IOException e) {
        throw new EspalierException(
            folder.resolve(file) + " can't be deleted: " + e.getMessage(), e);
      }
      removed(folder.resolve(file));
    }
  }

  private List<String> filesOf(String bundle) {
    return files.entrySet().stream()
        .filter(e -> bundle.equals(e.getValue().bundle()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
