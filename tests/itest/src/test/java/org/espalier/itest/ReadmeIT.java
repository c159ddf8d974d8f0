package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** A third party follows the README word for word, in a copy of the sources and what is built. */
class ReadmeIT {
  private static final String PLUGIN = "tests/example-plugin";
  private static final String CLASS = "src/main/java/com/example/marginal/MarginalEstimator.java";

  @TempDir(factory = Copies.Beside.class)
  @SuppressWarnings("NullAway.Init") // by JUnit
  private static Path temporary;

  private static Readme section;
  private static Path copy;
  private static String printed;

  @BeforeAll
  static void follow() throws Exception {
    Path root = TestContainer.home().resolve("../../..").toRealPath();
    section = new Readme("A third-party estimator, whole");
    copy = temporary.resolve("espalier");
    Copies.sources(root, copy);
    Copies.distribution(TestContainer.home(), copy.resolve("runtime/target/espalier"));
    printed = Bash.run(copy, section.block("", 0));
  }

  @Test
  void showsTheClassThatIsBuilt() throws Exception {
    assertEquals(Files.readString(copy.resolve(PLUGIN).resolve(CLASS)), section.block("java", 0));
  }

  /** A pom, a class and a test. */
  @Test
  void threeFilesMakeThePlugin() throws Exception {
    Path fresh = temporary.resolve("fresh");
    Copies.sources(copy.resolve(PLUGIN), fresh);
    try (var files = Files.walk(fresh)) {
      assertEquals(3, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void thePluginPassesItsContractIsListedAndUsed() throws Exception {
    assertTrue(
        printed.matches("(?s).*Tests run: 1[0-9], Failures: 0, Errors: 0, Skipped: 0.*"), printed);
    assertTrue(
        printed.matches("(?s).*\nestimator +marginal +trajectory +ready +marginal +1\\.0\\.0.*"),
        printed);
    String evidence = Files.readString(copy.resolve("evidence/evidence.json"));
    assertTrue(evidence.contains("\"marginal\""), evidence);
    assertTrue(Files.size(copy.resolve("evidence/gamma.npy")) > 8 * 1000);
    assertTrue(Files.exists(copy.resolve("pruned.zip")));
  }

  /** The first seed by the old version, the last by the new one, no number another. */
  @Test
  @SuppressWarnings("unchecked")
  void thePluginIsUpdatedWhileAComparisonRuns() throws Exception {
    Path home = LinkedHome.in(temporary.resolve("updated")).path();
    try (TestContainer container = TestContainer.start(home)) {
      BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison =
          container.probe(BiFunction.class, "comparison");
      Path jar = copy.resolve(PLUGIN).resolve("target/marginal-1.0.0.jar");
      Bundle bundle = container.context().installBundle("reference:" + jar.toUri());
      bundle.start();
      int seeds = 3 * Math.max(2, Runtime.getRuntime().availableProcessors());
      String experiment =
          """
          {"dataset": "digits", "model": "mlp:64-16-10", "seeds": %d, "sparsities": [0.5],
           "policies": ["removal-effect"], "estimators": ["marginal"],
           "training": {"epochs": 6}, "fineTuning": {"epochs": 1}}
          """
              .formatted(seeds);
      List<Map<String, Object>> undisturbed = comparison.apply(experiment, units -> {});
      UpdatedBundle update = UpdatedBundle.prepare(bundle, "1.0.1");
      AtomicBoolean updated = new AtomicBoolean();
      List<Map<String, Object>> cells =
          comparison.apply(
              experiment,
              units -> {
                if (units >= seeds && updated.compareAndSet(false, true)) {
                  new Thread(() -> update(update), "update").start();
                }
              });

      cells.forEach(cell -> assertEquals("OK", cell.get("status"), String.valueOf(cell)));
      assertEquals(Set.of("marginal/1.0.0"), origins(undisturbed));
      assertEquals(Set.of("marginal/1.0.0", "marginal/1.0.1"), origins(cells));
      assertEquals(measured(undisturbed), measured(cells));
      assertTrue(update.oldLoaderIsCollected(), "the old plugin's class loader is held");
    }
  }

  private static void update(UpdatedBundle update) {
    try {
      update.updateInUse();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<Object> origins(List<Map<String, Object>> cells) {
    return cells.stream()
        .map(cell -> (Map<?, ?>) Objects.requireNonNull(cell.get("services")))
        .filter(services -> services.containsKey("estimator"))
        .map(services -> Objects.requireNonNull(services.get("estimator")))
        .collect(Collectors.toSet());
  }

  private static List<Object> measured(List<Map<String, Object>> cells) {
    return cells.stream()
        .map(cell -> (Object) List.of(cell.get("status"), cell.get("accuracy"), cell.get("loss")))
        .toList();
  }
}
