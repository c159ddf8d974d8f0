package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that break their contract in every way, beside good ones in one comparison. */
class BadPluginsIT {
  private static final int SEEDS = 5;
  private static final String SOURCE =
      """
      package com.example.bad;
      import java.util.Map;
      import org.espalier.core.*;
      import org.espalier.core.causality.*;
      import org.espalier.core.model.Mask;
      import org.espalier.core.pruning.*;
      import org.osgi.service.component.annotations.Component;
      public final class Bad {
        static CausalEvidence evidence(double... gamma) {
          return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
        }
        static double[] gamma(EstimationRequest request) {
          return new double[request.trajectory().updates().columns()];
        }
        @Component
        @Plugin(kind = PluginKind.ESTIMATOR, id = "thrower", description = "", source = "",
            needs = Need.TRAJECTORY)
        public static class Thrower implements CausalityEstimator {
          public CausalEvidence estimate(EstimationRequest request) {
            throw new IllegalStateException("I can't");
          }
        }
        @Component
        @Plugin(kind = PluginKind.ESTIMATOR, id = "nan", description = "", source = "",
            needs = Need.TRAJECTORY)
        public static class Nan implements CausalityEstimator {
          public CausalEvidence estimate(EstimationRequest request) {
            double[] gamma = gamma(request);
            gamma[3] = Double.NaN;
            return evidence(gamma);
          }
        }
        @Component
        @Plugin(kind = PluginKind.ESTIMATOR, id = "short", description = "", source = "",
            needs = Need.TRAJECTORY)
        public static class Short implements CausalityEstimator {
          public CausalEvidence estimate(EstimationRequest request) {
            return evidence(1, 2, 3);
          }
        }
        @Component
        @Plugin(kind = PluginKind.ESTIMATOR, id = "hanger", description = "", source = "",
            needs = Need.TRAJECTORY)
        public static class Hanger implements CausalityEstimator {
          public CausalEvidence estimate(EstimationRequest request) {
            while (true) {
              try {
                Thread.sleep(1000);
              } catch (InterruptedException e) {
                // never mind
              }
            }
          }
        }
        @Component
        @Plugin(kind = PluginKind.ESTIMATOR, id = "leaker", description = "", source = "",
            needs = Need.TRAJECTORY)
        public static class Leaker implements CausalityEstimator {
          public CausalEvidence estimate(EstimationRequest request) {
            Thread thread = new Thread(() -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                // ends
              }
            }, "leaked");
            thread.setDaemon(true);
            thread.start();
            return evidence(gamma(request));
          }
        }
        @Component
        @Plugin(kind = PluginKind.POLICY, id = "keeps-all", description = "", source = "")
        public static class KeepsAll implements PruningPolicy {
          public Pruning prune(PruningRequest request) {
            return Pruning.of(Mask.all(request.layout()));
          }
        }
        @Component
        @Plugin(kind = PluginKind.POLICY, id = "nothing", description = "", source = "")
        public static class Nothing implements PruningPolicy {
          public Pruning prune(PruningRequest request) {
            return null;
          }
        }
      }
      """;

  private static final Map<String, String> CAUSES =
      Map.of(
          "thrower", "estimator thrower threw IllegalStateException: I can't",
          "nan", "estimator nan threw ArithmeticException: gamma[3] = NaN; it must be finite",
          "short", "estimator short answered 3 values for ",
          "hanger", "estimator hanger gave no sign of life for 6 s, and can't be stopped",
          "keeps-all", "policy keeps-all kept ",
          "nothing", "policy nothing answered nothing (null)");

  @TempDir private static Path folder = Path.of("");
  private static TestContainer container;
  private static BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison;
  private static Function<String, Map<String, String>> quarantine;

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void start() throws Exception {
    LinkedHome home = LinkedHome.in(folder);
    PluginSource.compile("com.example.bad.Bad", SOURCE, folder)
        .bundle(home.plugins().resolve("bad.jar"), "com.example.bad", "1.0.0", Map.of());
    Files.writeString(
        home.etc().resolve("org.espalier.harness.cfg"), "silenceSeconds = 6\ngraceSeconds = 0\n");
    container = TestContainer.start(home.path());
    comparison = container.probe(BiFunction.class, "comparison");
    quarantine = container.probe(Function.class, "quarantine");
  }

  @AfterAll
  static void stop() {
    container.close();
  }

  @Test
  void eachIsNamedAndQuarantinedAndNothingElseIsDisturbed() {
    List<Map<String, Object>> alone = comparison.apply(experiment("\"magnitude\"", ""), u -> {});
    List<Map<String, Object>> cells =
        comparison.apply(
            experiment(
                "\"removal-effect\", \"magnitude\", \"keeps-all\", \"nothing\"",
                "\"thrower\", \"nan\", \"short\", \"hanger\", \"leaker\""),
            u -> {});

    assertEquals(
        alone,
        cells.stream()
            .filter(c -> "magnitude".equals(c.get("policy")) || "dense".equals(c.get("stage")))
            .toList());
    Map<String, String> reasons = quarantine.apply("");
    for (Map.Entry<String, String> bad : CAUSES.entrySet()) {
      List<String> told = reasons(cells, bad.getKey());
      assertEquals(2 * SEEDS, told.size(), "two stages a seed");
      long named = told.stream().filter(reason -> reason.contains(bad.getValue())).count();
      assertTrue(named >= 3, () -> bad + " is not in " + told);
      assertTrue(
          told.stream()
              .allMatch(r -> r.contains(bad.getValue()) || r.contains("is quarantined after")),
          () -> "" + told);
      String kind = bad.getValue().startsWith("policy") ? "policy " : "estimator ";
      String reason = Objects.requireNonNull(reasons.get(kind + bad.getKey()), reasons::toString);
      assertTrue(reason.contains("'plugins lift'"), reason);
    }
    // Its answers were right: they count, but it isn't asked for more.
    assertTrue(
        String.valueOf(reasons.get("estimator leaker")).contains("left threads behind in "),
        reasons::toString);

    assertEquals(false, quarantine.apply("thrower").containsKey("estimator thrower"));
    List<String> again =
        reasons(
            comparison.apply(experiment("\"removal-effect\"", "\"thrower\""), u -> {}), "thrower");
    assertTrue(again.get(0).contains(CAUSES.get("thrower")), () -> "" + again);
  }

  private static List<String> reasons(List<Map<String, Object>> cells, String plugin) {
    return cells.stream()
        .filter(c -> plugin.equals(c.get("policy")) || plugin.equals(c.get("estimator")))
        .peek(c -> assertEquals("FAILED", c.get("status"), () -> "" + c))
        .map(c -> String.valueOf(c.get("reason")))
        .collect(Collectors.toList());
  }

  private static String experiment(String policies, String estimators) {
    return """
        {"dataset": "breast-cancer", "model": "mlp:30-8-2", "seeds": %d, "sparsities": [0.8],
         "policies": [%s], %s
         "training": {"epochs": 2}, "fineTuning": {"epochs": 1}}
        """
        .formatted(
            SEEDS, policies, estimators.isEmpty() ? "" : "\"estimators\": [" + estimators + "],");
  }
}
