package org.espalier.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.espalier.deploy.Problem;
import org.espalier.deploy.UnmetRequirements;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
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

  /** The service that explains what can't be had, without its types. */
  private static final String PROBLEMS = "(espalier.problems=true)";

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
    Distribution distribution = new Distribution(home);
    List<Path> bundles = distribution.bundles(features);
    EspalierFramework started =
        new EspalierFramework(FrameworkChoice.create(home, cache), ownCache);
    try {
      started.framework.init();
      List<Bundle> installed = started.install(bundles);
      started.framework.start();
      installed = started.complete(installed, distribution, features);
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

  /** Where the launcher reaches services; valid until {@link #close()}. */
  public BundleContext bundleContext() {
    return framework.getBundleContext();
  }

  /** The bundle that was installed from a file or folder of the distribution. */
  Bundle bundle(Path path) {
    return Objects.requireNonNull(
        bundleContext().getBundle(REFERENCE + path.toUri()), () -> path + " is not installed");
  }

  /**
   * What is amiss, a line each: bundles that can't be resolved, components that can't be had, files
   * of the plugin folder that were refused; empty if all is well.
   */
  public List<String> problems() {
    List<String> unresolved =
        UnmetRequirements.of(bundleContext()).stream().map(Problem::toString).toList();
    try {
      // All of them: its other interface is on the launcher's class path as well, and another
      // class.
      ServiceReference<?>[] found =
          bundleContext().getAllServiceReferences(Supplier.class.getName(), PROBLEMS);
      for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
        if (bundleContext().getService(reference) instanceof Supplier<?> supplier
            && supplier.get() instanceof List<?> lines) {
          return lines.stream().map(String::valueOf).toList();
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return unresolved;
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

  /** Adds what the features need, first, for it is started first. */
  private List<Bundle> complete(
      List<Bundle> installed, Distribution distribution, List<String> features)
      throws BundleException {
    List<String> others = new ArrayList<>(distribution.features());
    others.removeAll(features);
    List<Bundle> all =
        new ArrayList<>(
            new FeatureResolver(bundleContext())
                .complete(others, name -> install(distribution.bundles(List.of(name)))));
    all.removeAll(installed);
    all.addAll(installed);
    return all;
  }

  private void resolve(List<Bundle> bundles) {
    if (!framework.adapt(FrameworkWiring.class).resolveBundles(bundles)) {
      List<Problem> problems = UnmetRequirements.of(bundleContext());
      if (!problems.isEmpty()) {
        throw new LaunchException(
            problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
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
