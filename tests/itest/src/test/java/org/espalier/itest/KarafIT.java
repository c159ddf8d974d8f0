package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.espalier.runtime.Distribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The features in the real Apache Karaf, a process of its own that is told what to do through its
 * console. It has no network: bundles come from its own folder and ours.
 */
@DisabledOnOs(OS.WINDOWS)
class KarafIT {
  private static final long PATIENCE_SECONDS = 180;

  /** Bundles that do nothing by themselves and that Karaf has: none of ours is installed beside. */
  private static final List<String> KARAFS_OWN =
      List.of("org.apache.felix.configadmin", "org.apache.felix.metatype", "org.jline");

  private static final String EXPERIMENT =
      """
      {"dataset": "digits", "model": "mlp:64-16-10", "seeds": 1, "sparsities": [0.8],
       "policies": ["removal-effect", "magnitude"], "estimators": ["lasso-granger"],
       "training": {"epochs": 2}, "fineTuning": {"epochs": 1}}
      """;

  private final Path folder;

  KarafIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theFeatureInstallsAndTheMainJobRuns() throws Exception {
    Path experiment = Files.writeString(folder.resolve("experiment.json"), EXPERIMENT);
    Path out = folder.resolve("results");

    List<String> console =
        karaf(
            "feature:repo-add " + distribution().resolve("features/espalier-features.xml").toUri(),
            "feature:install espalier",
            "espalier:compare --experiment %s --out %s".formatted(experiment, out),
            "hc:exec natives", // loads ONNX Runtime, for which the executor may not wait
            "hc:exec espalier",
            "bundle:list -t 0 -s --no-format");

    String said = String.join("\n", console);
    assertTrue(Files.exists(out.resolve("results.csv")), said);
    List<String> rows = Files.readAllLines(out.resolve("results.csv"));
    assertEquals(1 + 1 + 2 * 2, rows.size(), rows::toString);
    for (String row : rows.subList(1, rows.size())) {
      assertTrue(row.contains(",OK,"), row);
    }
    assertTrue(Files.exists(out.resolve("report.html")), said);

    for (String healthy :
        List.of(
            "adapter dl4j: loads and computes",
            "adapter onnx: loads and computes",
            "every bundle is resolved, every component satisfied")) {
      assertTrue(said.contains(healthy), () -> healthy + "\n" + said);
    }

    Map<String, List<String>> states = states(console);
    for (String bundle : ours()) {
      assertEquals(List.of("Active"), states.get(bundle), () -> bundle + "\n" + said);
    }
    assertEquals(List.of("Active"), states.get("org.apache.felix.scr"), said);
    KARAFS_OWN.forEach(name -> assertEquals(List.of("Active"), states.get(name), name));
    states.forEach(
        (name, state) -> assertTrue(List.of("Active", "Resolved").containsAll(state), name));
  }

  /** Runs commands one after the other, then ends Karaf; gives what it printed. */
  private List<String> karaf(String... commands) throws Exception {
    Path home = Path.of(property("espalier.karaf")).normalize();
    Path etc = folder.resolve("etc");
    copy(home.resolve("etc"), etc);
    keepOffTheNetwork(etc);
    Path input = folder.resolve("commands");
    Files.writeString(input, String.join("\n", commands) + "\nsystem:shutdown -f\n");
    Path output = folder.resolve("console");
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/karaf").toString())
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_MAX_MEM", "1G");
    environment.put("KARAF_ETC", etc.toString());
    environment.put("KARAF_DATA", Files.createDirectory(folder.resolve("data")).toString());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertTrue(ended, () -> "Karaf doesn't end: " + read(output));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly); // the script starts Java
      process.destroyForcibly();
    }
    return read(output);
  }

  /** No remote console, no port to stop it, no repository but folders. */
  private void keepOffTheNetwork(Path etc) throws IOException {
    edit(etc.resolve("org.apache.karaf.features.cfg"), "(?m)^ *(ssh|management)/.*\\R", "");
    edit(etc.resolve("custom.properties"), "\\z", "\nkaraf.shutdown.port=-1\n");
    String repositories =
        "%s@id=espalier@snapshots, %s@id=staged@snapshots"
            .formatted(distribution().resolve("repository").toUri(), stage().toUri());
    edit(
        etc.resolve("org.ops4j.pax.url.mvn.cfg"),
        "(?m)^org.ops4j.pax.url.mvn.repositories=(.*\\\\\\R)*.*$",
        "org.ops4j.pax.url.mvn.repositories="
            + repositories
            + "\norg.ops4j.pax.url.mvn.localRepository="
            + folder.resolve("m2"));
  }

  /** The distribution has DL4J as a folder; Karaf wants a jar, and it is too large to copy. */
  private Path stage() throws IOException {
    Path jar = Path.of(property("espalier.lib.dl4j")).normalize();
    String name = jar.getFileName().toString();
    String artifact = "org.espalier.lib.dl4j";
    String version = name.substring(artifact.length() + 1, name.length() - ".jar".length());
    Path staged = folder.resolve("staged");
    Path target = staged.resolve("org/espalier").resolve(artifact).resolve(version).resolve(name);
    Files.createDirectories(target.getParent());
    Files.createSymbolicLink(target, jar);
    return staged;
  }

  /** Replaces what a pattern finds, of which there must be some. */
  private static void edit(Path file, String pattern, String replacement) throws IOException {
    String before = Files.readString(file);
    String after = before.replaceAll(pattern, Matcher.quoteReplacement(replacement));
    assertNotEquals(before, after, () -> file + " is not as expected");
    Files.writeString(file, after);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static List<String> ours() {
    Distribution distribution = new Distribution(distribution());
    return distribution
        .bundles(distribution.features().stream().filter(name -> !name.equals("gogo")).toList())
        .stream()
        .map(path -> path.getName(path.getNameCount() - 3).toString())
        .filter(name -> name.startsWith("org.espalier."))
        .toList();
  }

  /** What {@code bundle:list} says of each symbolic name. */
  private static Map<String, List<String>> states(List<String> console) {
    Map<String, List<String>> states = new TreeMap<>();
    for (String line : console) {
      String[] columns = line.split("\\t", -1);
      if (columns.length == 5 && columns[0].strip().matches("\\d+")) {
        states
            .computeIfAbsent(columns[4].strip(), name -> new ArrayList<>())
            .add(columns[1].strip());
      }
    }
    return states;
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  private static Path distribution() {
    return TestContainer.home().toAbsolutePath();
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name + " is set by the build");
  }
}
