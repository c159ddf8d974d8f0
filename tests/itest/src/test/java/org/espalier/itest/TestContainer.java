package org.espalier.itest;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.espalier.runtime.Distribution;
import org.espalier.runtime.EspalierFramework;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** The built distribution running in the framework on the class path, with the probe bundle. */
final class TestContainer implements AutoCloseable {
  private static final long SERVICE_MILLIS = 5_000;

  private final EspalierFramework framework;

  private TestContainer(EspalierFramework framework) {
    this.framework = framework;
  }

  /** Starts every feature. */
  static TestContainer start() throws BundleException {
    return start(home(), new Distribution(home()).features());
  }

  /** Starts every feature of a home of one's own. */
  static TestContainer start(Path home) throws BundleException {
    return start(home, new Distribution(home).features());
  }

  /** Starts some features. */
  static TestContainer start(List<String> features) throws BundleException {
    return start(home(), features);
  }

  private static TestContainer start(Path home, List<String> features) throws BundleException {
    // The test's standard input is not for Gogo to read.
    System.setProperty("gosh.args", "--nointeractive");
    EspalierFramework framework = EspalierFramework.start(home, features);
    try {
      requireExpectedFramework(framework);
      Path probe = Path.of(property("espalier.probe"));
      framework.bundleContext().installBundle("reference:" + probe.toUri()).start();
      return new TestContainer(framework);
    } catch (BundleException | RuntimeException e) {
      framework.close();
      throw e;
    }
  }

  /** The class path decides, and a test of one framework must not pass by another. */
  private static void requireExpectedFramework(EspalierFramework framework) {
    String name = framework.bundleContext().getBundle(0).getSymbolicName();
    if (!name.equals(property("espalier.expected.framework"))) {
      throw new IllegalStateException("another framework runs: " + name);
    }
  }

  /** The distribution under test. */
  static Path home() {
    return Path.of(property("espalier.home")).normalize();
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name + " is set by the build");
  }

  EspalierFramework framework() {
    return framework;
  }

  BundleContext context() {
    return framework.bundleContext();
  }

  Bundle bundle(String symbolicName) {
    for (Bundle bundle : context().getBundles()) {
      if (symbolicName.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError("no bundle " + symbolicName);
  }

  /** Waits for the probe of a name, a service of a type of {@code java.util.function}. */
  <T> T probe(Class<T> type, String name) throws InterruptedException {
    String filter = "(&(objectClass=%s)(espalier.probe=%s))".formatted(type.getName(), name);
    try {
      var tracker =
          new ServiceTracker<Object, Object>(context(), FrameworkUtil.createFilter(filter), null);
      tracker.open();
      Object service = tracker.waitForService(SERVICE_MILLIS);
      if (service == null) {
        throw new AssertionError("no probe " + name + ": " + framework.problems());
      }
      return type.cast(service);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    framework.close();
  }
}
