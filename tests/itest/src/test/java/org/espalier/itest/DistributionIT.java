package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.espalier.runtime.Distribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

class DistributionIT {
  private static TestContainer container;

  @BeforeAll
  static void startFramework() throws BundleException {
    container = TestContainer.start();
  }

  @AfterAll
  static void stopFramework() {
    container.close();
  }

  @Test
  void everyBundleOfEveryFeatureIsActive() {
    Distribution distribution = new Distribution(TestContainer.home());
    List<String> expected =
        distribution.bundles(distribution.features()).stream()
            .map(path -> "reference:" + path.toUri())
            .toList();
    List<String> problems = new ArrayList<>();
    for (String location : expected) {
      Bundle bundle = container.context().getBundle(location);
      assertNotNull(bundle, location);
      if (!isUp(bundle)) {
        problems.add(bundle + " is in state " + bundle.getState());
      }
    }
    assertEquals(List.of(), problems);
  }

  @Test
  void bundlesOfOursAreNamedAsTheirFolders() {
    Distribution distribution = new Distribution(TestContainer.home());
    List<String> problems = new ArrayList<>();
    for (Path path : distribution.bundles(distribution.features())) {
      String artifact = path.getName(path.getNameCount() - 3).toString();
      Bundle bundle = container.context().getBundle("reference:" + path.toUri());
      if (artifact.startsWith("org.espalier.") && !artifact.equals(bundle.getSymbolicName())) {
        problems.add(artifact + " has the symbolic name " + bundle.getSymbolicName());
      }
    }
    assertEquals(List.of(), problems);
  }

  private static boolean isUp(Bundle bundle) {
    boolean fragment =
        (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    if (fragment) {
      return bundle.getState() == Bundle.RESOLVED;
    }
    String policy = bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY);
    boolean lazy = policy != null && policy.startsWith(Constants.ACTIVATION_LAZY);
    return bundle.getState() == Bundle.ACTIVE || (lazy && bundle.getState() == Bundle.STARTING);
  }

  @Test
  void everyComponentIsSatisfied() {
    assertEquals(List.of(), container.framework().problems());
  }

  /** A lazy component shows a faulty constructor only to who asks for it. */
  @Test
  void everyServiceOfOursCanBeHad() {
    List<String> problems = new ArrayList<>();
    int services = 0;
    for (Bundle bundle : container.context().getBundles()) {
      ServiceReference<?>[] references = bundle.getRegisteredServices();
      if (!bundle.getSymbolicName().startsWith("org.espalier.") || references == null) {
        continue;
      }
      for (ServiceReference<?> reference : references) {
        services++;
        if (container.context().getService(reference) == null) {
          problems.add(bundle.getSymbolicName() + ": " + describe(reference));
        }
      }
    }
    assertEquals(List.of(), problems);
    assertFalse(services == 0, "no bundle of ours registers a service");
  }

  private static String describe(ServiceReference<?> reference) {
    return Arrays.toString((Object[]) reference.getProperty(Constants.OBJECTCLASS));
  }

  @Test
  void aPluginIsBoundToTheRecorder() throws InterruptedException {
    @SuppressWarnings("unchecked")
    Supplier<Map<String, Object>> recorder = container.probe(Supplier.class, "recorder");

    assertEquals("memory-mapped", recorder.get().get("espalier.id"));
  }
}
