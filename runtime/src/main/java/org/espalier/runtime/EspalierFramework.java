package org.espalier.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.LoggerFactory;

/**
 * A running OSGi framework with the bundles of some features, all resolved and started; for the
 * launcher, and for tests that want the real container.
 *
 * <pre>{@code
 * try (var framework = EspalierFramework.start(home, new Distribution(home).features())) {
 *   framework.bundleContext().getServiceReference(...);
 * }
 * }</pre>
 */
public final class EspalierFramework implements AutoCloseable {
  private static final String REFERENCE = "reference:";
  private static final long STOP_MILLIS = 5_000;

  private final Framework framework;
  private final @Nullable TemporaryFolder ownCache;

  private EspalierFramework(Framework framework, @Nullable TemporaryFolder ownCache) {
    this.framework = framework;
    this.ownCache = ownCache;
  }

  /** Starts with a cache of its own that goes away at the end. */
  public static EspalierFramework start(Path home, List<String> features) {
    TemporaryFolder cache = TemporaryFolder.create("espalier-");
    try {
      return start(home, features, cache.path(), cache);
    } catch (RuntimeException e) {
      cache.delete();
      throw e;
    }
  }

  /**
   * Installs the bundles of the features from their files, resolves and starts them.
   *
   * @param home a distribution
   * @param features names of files in {@code features/}, without {@code .json}
   * @param cache a folder for the framework alone; what it holds is removed first
   * @throws LaunchException if a feature can't be read, or a bundle is missing, can't be resolved
   *     or can't be started
   */
  public static EspalierFramework start(Path home, List<String> features, Path cache) {
    return start(home, features, cache, null);
  }

  private static EspalierFramework start(
      Path home, List<String> features, Path cache, @Nullable TemporaryFolder ownCache) {
    List<Path> bundles = new Distribution(home).bundles(features);
    EspalierFramework started =
        new EspalierFramework(new Felix(configuration(home, cache)), ownCache);
    try {
      started.framework.init();
      List<Bundle> installed = started.install(bundles);
      started.framework.start();
      started.resolve(installed);
      startAll(installed);
      return started;
    } catch (BundleException e) {
      started.close();
      throw new LaunchException("the OSGi framework doesn't start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private static Map<String, Object> configuration(Path home, Path cache) {
    Map<String, Object> configuration = new HashMap<>();
    configuration.put(Constants.FRAMEWORK_STORAGE, cache.toString());
    configuration.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, loggingPackages());
    configuration.put("espalier.home", home.toString()); // where the commands find experiments
    configuration.put("gosh.home", home.toString()); // where Gogo finds etc/gosh_profile
    FrameworkLog log = new FrameworkLog();
    configuration.put("felix.log.logger", log);
    configuration.put("felix.log.level", log.level());
    configuration.put("felix.cache.locking", "false"); // nobody else knows the folder
    return configuration;
  }

  /** The launcher's slf4j, for the bundles that log. */
  private static String loggingPackages() {
    String version = LoggerFactory.class.getPackage().getImplementationVersion();
    return Stream.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")
        .map(name -> name + (version == null ? "" : ";version=\"" + version + "\""))
        .collect(Collectors.joining(","));
  }

  /** Where the launcher reaches services; valid until {@link #close()}. */
  public BundleContext bundleContext() {
    return framework.getBundleContext();
  }

  /**
   * Why components of Declarative Services can't be had, a line each: what is missing, or how the
   * activation failed; empty if all is well.
   */
  public List<String> unsatisfiedComponents() {
    return ComponentProblems.of(bundleContext());
  }

  /** Stops the bundles and the framework; waits for it at most five seconds. */
  @Override
  public void close() {
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException e) {
      LoggerFactory.getLogger(EspalierFramework.class).warn("the framework doesn't stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (ownCache != null) {
        ownCache.delete();
      }
    }
  }

  private List<Bundle> install(List<Path> bundles) {
    List<Bundle> installed = new ArrayList<>();
    for (Path bundle : bundles) {
      try {
        // By reference the framework reads the file where it stands, and copies nothing.
        installed.add(bundleContext().installBundle(REFERENCE + bundle.toUri()));
      } catch (BundleException e) {
        throw new LaunchException(
            "the bundle " + bundle + " can't be installed: " + e.getMessage(), e);
      }
    }
    return installed;
  }

  private void resolve(List<Bundle> bundles) {
    if (!framework.adapt(FrameworkWiring.class).resolveBundles(bundles)) {
      List<String> problems = ResolutionProblems.of(bundleContext());
      if (!problems.isEmpty()) {
        throw new LaunchException(String.join("; ", problems));
      }
    }
  }

  private static void startAll(List<Bundle> bundles) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    for (Bundle bundle : bundles) {
      if (isFragment(bundle)) {
        continue;
      }
      try {
        thread.setContextClassLoader(new WiredClassLoader(bundle));
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      } catch (BundleException e) {
        throw new LaunchException(
            "the bundle %s %s can't be started: %s"
                .formatted(bundle.getSymbolicName(), bundle.getVersion(), reason(e)),
            e);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  private static String reason(BundleException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : cause.toString();
  }
}
