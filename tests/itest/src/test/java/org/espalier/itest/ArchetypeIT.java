package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins of every kind are begun as the README says, and built; the first word for word. */
class ArchetypeIT {
  private static final Pattern TESTS =
      Pattern.compile("tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"");

  @TempDir(factory = Copies.Beside.class)
  @SuppressWarnings("NullAway.Init") // by JUnit
  private static Path temporary;

  private static Path mine;

  @BeforeAll
  static void follow() throws Exception {
    Path root = TestContainer.home().resolve("../../..").toRealPath();
    Path copy = temporary.resolve("espalier");
    Copies.sources(root, copy);
    Path home = copy.resolve("runtime/target/espalier");
    Copies.distribution(TestContainer.home(), home);
    String commands = new Readme("A third-party estimator, whole").block("", 1);
    Bash.run(copy, commands);

    mine = temporary.resolve("plugins-of-mine");
    String generate =
        commands.lines().filter(line -> line.contains(":generate")).findFirst().orElseThrow();
    List<String> others = List.of("estimator", "recorder", "adapter");
    for (String kind : others) {
      Bash.run(mine, generate.replace("policy", kind));
    }
    // All in one go, which saves a start of Maven for each.
    Files.writeString(
        mine.resolve("all.xml"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>org.mine</groupId>"
            + "<artifactId>all</artifactId><version>1</version><packaging>pom</packaging><modules>"
            + String.join("", others.stream().map(k -> "<module>my-" + k + "</module>").toList())
            + "</modules></project>");
    Bash.run(mine, "mvn -B -f all.xml -Despalier.home='" + home + "' verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"estimator", "policy", "recorder", "adapter"})
  void eachKindPassesItsContract(String kind) throws Exception {
    Path reports = mine.resolve("my-" + kind).resolve("target/surefire-reports");
    int tests = 0;
    try (Stream<Path> files = Files.list(reports)) {
      for (Path report : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
        Matcher matcher = TESTS.matcher(Files.readString(report));
        assertTrue(matcher.find(), report::toString);
        tests += Integer.parseInt(matcher.group(1)) - Integer.parseInt(matcher.group(3));
        assertEquals("0 0", matcher.group(2) + " " + matcher.group(4), report::toString);
      }
    }
    assertTrue(tests > 10, tests + " tests of a " + kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"estimator", "policy", "recorder", "adapter"})
  void eachKindIsABundleThatProvidesThePlugin(String kind) throws Exception {
    Path jar = mine.resolve("my-" + kind).resolve("target/my-" + kind + "-1.0-SNAPSHOT.jar");
    try (JarFile bundle = new JarFile(jar.toFile())) {
      String capabilities = bundle.getManifest().getMainAttributes().getValue("Provide-Capability");
      String expected =
          "espalier.plugin;kind=%s;id=my-%s".formatted(kind.toUpperCase(Locale.ROOT), kind);
      assertTrue(capabilities.contains(expected), capabilities);
    }
  }

  /** Nothing of the others, and nothing under the names that it was begun from. */
  @Test
  void onlyWhatWasAskedForIsThere() throws Exception {
    for (String kind : List.of("estimator", "policy", "recorder", "adapter")) {
      Path project = mine.resolve("my-" + kind);
      try (Stream<Path> files = Files.list(project)) {
        assertEquals(
            List.of("pom.xml", "src", "target"),
            files.map(f -> f.getFileName().toString()).sorted().toList());
      }
      try (Stream<Path> files = Files.walk(project.resolve("src"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertFalse(Files.readString(file).contains("com.example"), file::toString);
        }
      }
    }
  }
}
