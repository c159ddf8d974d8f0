package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.runtime.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script and the launcher, as a process of their own, on copies that are broken on purpose. */
class LauncherIT {
  private static final String STORE = "org/espalier/org.espalier.store";

  private Path folder;
  private Path home;
  private Script script;

  @BeforeEach
  void copyDistribution(@TempDir(factory = Copies.Beside.class) Path temporary) throws IOException {
    folder = temporary;
    home = folder.resolve("a copy, 100% + moved");
    Copies.distribution(TestContainer.home(), home);
    script = new Script(home, folder);
  }

  @Test
  void aMissingBundleIsNamed() throws Exception {
    Path jar = onlyJar(home.resolve("repository").resolve(STORE));
    Files.delete(jar);

    assertFails("the bundle org.espalier:org.espalier.store:", "of the feature store is missing");
  }

  @Test
  void aBrokenFeatureIsNamed() throws Exception {
    Path feature = home.resolve("features/store.json");
    Files.writeString(feature, "{ \"id\": \"a:b:1\", \"bundles\": [ }");

    assertFails(feature + " is not an OSGi feature: ");
  }

  @Test
  void aFeatureWithoutIdIsNamed() throws Exception {
    Path feature = home.resolve("features/store.json");
    Files.writeString(feature, "{ \"bundles\": [] }");

    assertFails(feature + " is not an OSGi feature: an \"id\" is missing");
  }

  @Test
  void aBundleThatIsNoJarIsNamed() throws Exception {
    Path jar = onlyJar(home.resolve("repository").resolve(STORE));
    Files.delete(jar);
    Files.writeString(jar, "not a jar");

    assertFails("the bundle " + jar + " can't be installed: ");
  }

  @Test
  void aMissingPackageIsNamed() throws Exception {
    Path feature = home.resolve("features/base.json");
    String without =
        Files.readString(feature)
            .lines()
            .filter(line -> !line.contains(":jackson-annotations:"))
            .reduce("", (text, line) -> text + line + "\n");
    Files.writeString(feature, without);

    assertFails(
        "the bundle com.fasterxml.jackson.core.jackson-databind ",
        "can't be resolved: no bundle provides the package com.fasterxml.jackson.annotation, version");
  }

  @Test
  void aDistributionWithoutCommandsSaysSo() throws Exception {
    Files.delete(home.resolve("features/commands.json"));

    assertFails("no bundle provides the commands");
  }

  @Test
  void pluginsAreListedAndNothingStaysBehind() throws Exception {
    Script.Outcome outcome = script.run("plugins");

    assertEquals(0, outcome.code(), () -> "errors: " + outcome.errors());
    assertEquals(List.of(), outcome.errors());
    assertTrue(outcome.out().contains("lasso-granger"), outcome.out());
    assertTrue(outcome.out().contains("granger-f"), outcome.out());
    assertNoCacheLeft();
  }

  /** At the end of its input, as by exit: with the framework, no class can be loaded any more. */
  @Test
  void theShellIsLeftInPeace() throws Exception {
    Script.Outcome outcome = script.run("shell");

    assertEquals(0, outcome.code(), () -> "errors: " + outcome.errors());
    assertEquals(
        List.of(), outcome.errors().stream().filter(e -> e.contains("unexpected")).toList());
  }

  @Test
  void wrongUseHasExitCodeTwo() throws Exception {
    Script.Outcome outcome = script.run("compare", "--sparsities", "1.5");

    assertEquals(2, outcome.code(), () -> "errors: " + outcome.errors());
    assertEquals(1, outcome.errors().size(), () -> "one line: " + outcome.errors());
  }

  @Test
  void failureHasExitCodeOne() throws Exception {
    Script.Outcome outcome =
        script.run("estimate", "nowhere", "--estimator", "lasso-granger", "--out", "evidence");

    assertEquals(1, outcome.code(), () -> "errors: " + outcome.errors());
    assertEquals(1, outcome.errors().size(), () -> "one line: " + outcome.errors());
    assertTrue(outcome.errors().get(0).contains("nowhere"), () -> "" + outcome.errors());
  }

  @Test
  void anEstimateTellsWhatItIsWorthAndPrunes() throws Exception {
    script.succeeds(
        "record", "--model=mlp:30-8-2", "--dataset=breast-cancer", "--steps=60", "--out=run");
    String text =
        script.succeeds(
            "estimate", "run", "--estimator=lasso-granger", "--set=windows=2", "--out=evidence");
    for (String part :
        List.of("null control ", "  ADF ", "  KPSS ", "windows       2 of 30 steps")) {
      assertTrue(text.contains(part), text);
    }
    String evidence = Files.readString(script.file("evidence/evidence.json"));
    assertTrue(evidence.contains("\"selectsAsMuch\""), evidence);
    script.succeeds(
        "prune",
        "run/model.zip",
        "--policy=removal-effect",
        "--evidence=evidence",
        "--sparsity=0.5",
        "--out=pruned.zip");
  }

  /** The smaller network answers as the masked one does. */
  @Test
  void unitsAreRemovedAndTheModelComputesTheSame() throws Exception {
    script.succeeds(
        "record", "--model=mlp:30-16-8-2", "--dataset=breast-cancer", "--steps=80", "--out=r");
    String masked =
        script.succeeds(
            "prune",
            "r/model.zip",
            "--policy=magnitude:granularity=unit",
            "--sparsity=0.5",
            "--out=masked.zip");
    assertTrue(masked.contains("24 units are left unread; zeros alone make nothing"), masked);
    String small =
        script.succeeds(
            "prune",
            "r/model.zip",
            "--policy=magnitude",
            "--set=granularity=unit",
            "--sparsity=0.5",
            "--remove",
            "--out=small.zip");
    assertTrue(small.contains("  parameters "), small);
    assertEquals(
        -1, Files.mismatch(script.file("masked.zip.mask.npy"), script.file("small.zip.mask.npy")));
    assertTrue(Files.size(script.file("small.zip")) < Files.size(script.file("masked.zip")));
    List<String> expected = measured("masked.zip");
    assertEquals(expected, measured("small.zip"));
    assertTrue(expected.get(0).startsWith("accuracy"), () -> "" + expected);

    Script.Outcome outcome =
        script.run(
            "prune",
            "r/model.zip",
            "--policy=magnitude",
            "--sparsity=0.5",
            "--remove",
            "--out=none.zip");
    assertEquals(1, outcome.code(), () -> "errors: " + outcome.errors());
    assertEquals(
        List.of(
            "espalier: no unit is left unread by this cut; ask for whole units: --set"
                + " granularity=unit"),
        outcome.errors());
    assertTrue(Files.notExists(script.file("none.zip")));
    assertTrue(Files.notExists(script.file("none.zip.mask.npy")));
  }

  /** Accuracy and loss. */
  private List<String> measured(String model) throws Exception {
    return script
        .succeeds("evaluate", model, "--dataset=breast-cancer")
        .lines()
        .filter(line -> line.startsWith("accuracy") || line.startsWith("loss"))
        .toList();
  }

  @Test
  void aStoppedComparisonKeepsWhatIsDone() throws Exception {
    Path experiment = folder.resolve("experiment.json");
    Files.writeString(
        experiment,
        """
        { "name": "stopped", "dataset": "digits", "seeds": 40, "sparsities": [0.8],
          "policies": ["random"], "training": {"epochs": 1}, "fineTuning": {"epochs": 1} }
        """);
    Path results = script.file("out/results.csv");

    Process process =
        script.start("compare", "--experiment", experiment.toString(), "--out", "out");
    waitForRows(process, results, 2);
    process.destroy(); // SIGTERM; a process in the background may not get SIGINT

    assertTrue(process.waitFor(25, TimeUnit.SECONDS), "no end after the signal");
    assertEquals(128 + 15, process.exitValue(), () -> "errors: " + script.errors());
    assertTrue(
        script.errors().contains("espalier: stopped before the end; what was finished is saved"),
        () -> "" + script.errors());
    List<String> rows = Files.readAllLines(results);
    assertTrue(rows.stream().skip(1).allMatch(row -> row.startsWith("stopped,digits,")));
    assertTrue(rows.size() > 2, () -> "" + rows);
    assertNoCacheLeft();
  }

  /** A later start removes the folder of a process that was killed, and of none that lives. */
  @Test
  void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
    String[] endless = {"compare", "--dataset=digits", "--seeds=99", "--policies=random"};
    Process killed = script.start(endless);
    Path left = newCache(killed, List.of());
    killed.destroyForcibly().waitFor();
    assertEquals(List.of(left), caches());

    Process living = script.start(endless);
    try {
      Path used = newCache(living, List.of(left));
      script.succeeds("plugins");
      assertTrue(living.isAlive());
      assertEquals(List.of(used), caches());
    } finally {
      living.destroyForcibly().waitFor();
    }
    script.succeeds("plugins");
    assertNoCacheLeft();
  }

  private void waitForRows(Process process, Path csv, int rows) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(csv) || Files.readAllLines(csv).size() <= rows) {
      assertTrue(process.isAlive(), () -> "ended early: " + script.errors());
      assertTrue(System.nanoTime() < end, () -> "no result within a minute: " + script.errors());
      Thread.sleep(50);
    }
  }

  @Test
  void everyFeatureOfTheDistributionIsListed() {
    List<String> features = new Distribution(home).features();

    assertEquals("base", features.get(0));
    assertTrue(features.contains("gogo"));
  }

  private void assertFails(String... parts) throws Exception {
    String line = script.fails("plugins");
    for (String part : parts) {
      assertTrue(line.contains(part), line);
    }
  }

  private void assertNoCacheLeft() throws IOException {
    assertEquals(List.of(), caches());
  }

  private List<Path> caches() throws IOException {
    try (Stream<Path> left = Files.list(script.temporary())) {
      return left.filter(path -> path.getFileName().toString().startsWith("espalier"))
          .sorted()
          .toList();
    }
  }

  /** The folder of a process that starts. */
  private Path newCache(Process process, List<Path> others) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      for (Path path : caches()) {
        if (!others.contains(path) && Files.exists(path.resolve("lock"))) {
          return path;
        }
      }
      assertTrue(process.isAlive() && System.nanoTime() < end, () -> "" + script.errors());
      Thread.sleep(20);
    }
  }

  private static Path onlyJar(Path artifact) throws IOException {
    try (Stream<Path> files = Files.walk(artifact)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      assertEquals(1, jars.size(), jars::toString);
      return jars.get(0);
    }
  }
}
