package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** What a process left. */
  private record Outcome(int code, String out, List<String> errors) {}

  @BeforeEach
  void copyDistribution(@TempDir Path temporary) throws IOException {
    folder = temporary;
    home = folder.resolve("a copy, 100% übel + moved");
    copy(TestContainer.home(), home);
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
  void nothingStaysInTheTemporaryFolder() throws Exception {
    Files.delete(home.resolve("features/commands.json"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));

    run(List.of(), temporary);

    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(
          List.of(),
          left.map(path -> path.getFileName().toString())
              .filter(name -> name.startsWith("espalier"))
              .toList());
    }
  }

  @Test
  void everyFeatureOfTheDistributionIsListed() {
    List<String> features = new Distribution(home).features();

    assertEquals("base", features.get(0));
    assertTrue(features.contains("gogo"));
  }

  private void assertFails(String... parts) throws Exception {
    Outcome outcome = run(List.of("plugins"), Path.of(System.getProperty("java.io.tmpdir")));
    assertEquals(1, outcome.code(), () -> "exit code; errors: " + outcome.errors());
    assertEquals(1, outcome.errors().size(), () -> "one line: " + outcome.errors());
    String line = outcome.errors().get(0);
    assertTrue(line.startsWith("espalier: "), line);
    for (String part : parts) {
      assertTrue(line.contains(part), line);
    }
    assertEquals("", outcome.out());
  }

  /** Calls the script through a symbolic link, as one on the PATH would be. */
  private Outcome run(List<String> arguments, Path temporary) throws Exception {
    Path link = folder.resolve("espalier");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, Path.of(home.getFileName().toString(), "bin", "espalier"));
    }
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(arguments);
    Path out = folder.resolve("out");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ESPALIER_OPTS", "-Djava.io.tmpdir=" + temporary);
    Process process = builder.start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end within a minute");
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8));
  }

  private static Path onlyJar(Path artifact) throws IOException {
    try (Stream<Path> files = Files.walk(artifact)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      assertEquals(1, jars.size(), jars::toString);
      return jars.get(0);
    }
  }

  /** Large files by link: the natives are many megabytes, and no test changes one in place. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path source : tree.toList()) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else if (source.toString().endsWith(".jar")) {
          Files.createLink(target, source);
        } else {
          Files.copy(source, target);
        }
      }
    }
  }
}
