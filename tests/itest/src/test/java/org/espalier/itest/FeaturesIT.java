package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.espalier.runtime.EspalierFramework;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** Features bring what they need, by capabilities, and nothing more. */
class FeaturesIT {
  private static final String PLUGIN = "espalier.plugin";

  @Test
  void aPolicyThatNeedsEvidenceBringsAnEstimator() {
    try (EspalierFramework framework = start("causal-policies")) {
      Map<String, Set<String>> plugins = plugins(framework);
      assertTrue(
          plugins.getOrDefault("POLICY", Set.of()).contains("removal-effect"), plugins::toString);
      assertFalse(plugins.getOrDefault("ESTIMATOR", Set.of()).isEmpty(), plugins::toString);
      assertFalse(plugins.containsKey("ADAPTER"), "more than is needed: " + plugins);
      assertEquals(List.of(), framework.problems());
    }
  }

  @Test
  void layerwisePoliciesStandAlone() {
    try (EspalierFramework framework = start("layerwise-policies")) {
      assertEquals(Map.of("POLICY", Set.of("obc", "sparsegpt", "wanda")), plugins(framework));
      assertEquals(List.of(), framework.problems());
    }
  }

  @Test
  void theHarnessBringsOneOfEachKindThatItWorksWith() {
    try (EspalierFramework framework = start("harness")) {
      Map<String, Set<String>> plugins = plugins(framework);
      assertTrue(
          plugins.keySet().containsAll(List.of("RECORDER", "READER", "ADAPTER", "POLICY")),
          plugins::toString);
      assertEquals(List.of(), framework.problems());
    }
  }

  private static EspalierFramework start(String feature) {
    return EspalierFramework.start(TestContainer.home(), List.of(feature));
  }

  /** Ids by kind, of bundles that are started. */
  private static Map<String, Set<String>> plugins(EspalierFramework framework) {
    return Arrays.stream(framework.bundleContext().getBundles())
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .flatMap(
            bundle -> bundle.adapt(BundleRevision.class).getDeclaredCapabilities(PLUGIN).stream())
        .map(BundleCapability::getAttributes)
        .collect(
            Collectors.groupingBy(
                attributes -> String.valueOf(attributes.get("kind")),
                TreeMap::new,
                Collectors.mapping(
                    attributes -> String.valueOf(attributes.get("id")),
                    Collectors.toCollection(TreeSet::new))));
  }
}
