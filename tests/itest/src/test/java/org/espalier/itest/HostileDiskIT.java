package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that take no more, and folders that take nothing. A limit on the size of files stands for a
 * full disk, which takes rights to make: both are a write that the operating system refuses.
 */
@EnabledOnOs(OS.LINUX)
class HostileDiskIT {
  /** Of the limit; what the launcher and the framework write is smaller. */
  private static final int KILOBYTES = 1500;

  private Script script;
  private Script limited;

  @BeforeEach
  void limitFiles(@TempDir Path folder) throws IOException {
    script = new Script(TestContainer.home(), folder);
    Path home = folder.resolve("limited");
    Path start = Files.createDirectories(home.resolve("bin")).resolve("espalier");
    Files.writeString(
        start,
        "#!/usr/bin/env bash\nulimit -f %d\nexec '%s' \"$@\"\n"
            .formatted(KILOBYTES, TestContainer.home().resolve("bin/espalier").toAbsolutePath()));
    assertTrue(start.toFile().setExecutable(true));
    limited = new Script(home, folder);
  }

  @Test
  void aRecordingKeepsTheStepsThatWereWritten() throws Exception {
    Script.Outcome ended =
        limited.run(
            "record", "--model=mlp:30-16-2", "--dataset=breast-cancer", "--steps=900", "--out=run");
    assertEquals(1, ended.code());
    assertEquals(
        "espalier: cannot write run/updates.npy: File too large; the steps before are kept in run",
        last(ended.errors()));
    Script.Outcome outcome =
        script.run("estimate", "run", "--estimator=paper-sgd", "--out=evidence");
    assertEquals(0, outcome.code(), () -> "" + outcome.errors());
    Matcher used =
        Pattern.compile("; (\\d+) whole steps are used$").matcher(outcome.errors().get(0));
    assertTrue(used.find(), () -> "" + outcome.errors());
    int steps = Integer.parseInt(used.group(1));
    int whole = (KILOBYTES * 1024 - 128) / (4 * 530);
    int batch = 64; // the steps that were being written have no losses yet
    assertTrue(steps <= whole && steps >= whole - batch, () -> steps + " of " + whole);
  }

  @Test
  void evidenceModelsAndResultsAreWrittenWholeOrNotAtAll() throws Exception {
    script.succeeds(
        "record", "--model=mlp:64-6000-10", "--dataset=digits", "--steps=4", "--out=run");
    script.succeeds("estimate", "run", "--estimator=paper-sgd", "--out=evidence");
    Map<Path, Long> before = files();

    String gamma =
        limited.fails(
            "estimate",
            "run",
            "--estimator=lasso-granger",
            "--set=nullControl=off",
            "--out=evidence");
    assertEquals("cannot write evidence/gamma.npy: File too large", gamma);
    String model =
        limited.fails(
            "prune", "run/model.zip", "--policy=random", "--sparsity=0.05", "--out=pruned.zip");
    assertEquals("cannot write pruned.zip.scores.npy: File too large", model);
    assertEquals(before, files(), "nothing is changed, and nothing is left");
  }

  /** Its trajectories are too large; what failed for that is run again where there is room. */
  @Test
  void aComparisonIsFinishedWhereThereIsRoom() throws Exception {
    String[] compare = {
      "compare",
      "--dataset=breast-cancer",
      "--model=mlp:30-16-2",
      "--seeds=1",
      "--policies=random",
      "--sparsities=0.5",
      "--out=out"
    };
    Script.Outcome outcome = limited.run(compare);
    assertEquals(1, outcome.code(), () -> "" + outcome.errors());
    assertTrue(
        Pattern.matches(
            "2 of 2 cells were not measured; the first, random: FAILED: training failed: cannot"
                + " write .*/updates.npy: File too large",
            last(outcome.errors())),
        () -> "" + outcome.errors());
    assertTrue(
        script.succeeds("compare", "--resume", "--out=out").startsWith("kept 0 of 3 cells\n"));
    try (Stream<Path> files = Files.list(script.file("out"))) {
      assertEquals(5, files.count());
    }
  }

  /** Where nobody can write, not even root; other such folders take rights to make. */
  @Test
  void aFolderThatTakesNothingIsSaidAtOnce() throws Exception {
    script.succeeds(
        "record", "--model=mlp:30-4-2", "--dataset=breast-cancer", "--steps=4", "--out=run");
    Map<Path, Long> before = files();
    String throughFile = script.file("run/model.zip") + "/none";
    String closed = Files.isDirectory(Path.of("/proc/sys")) ? "/proc/sys/none" : throughFile;
    refused(throughFile, "compare", "--dataset=breast-cancer");
    refused(throughFile, "record", "--model=mlp:30-4-2", "--dataset=breast-cancer", "--steps=4");
    refused(closed, "estimate", "run", "--estimator=paper-sgd");
    refused(closed, "prune", "run/model.zip", "--policy=random", "--sparsity=0.5");
    assertEquals(before, files());
  }

  /** After lines of progress, which a slow machine prints. */
  private static String last(List<String> lines) {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private void refused(String out, String... command) throws Exception {
    String line =
        script.fails(
            Stream.concat(Stream.of(command), Stream.of("--out=" + out)).toArray(String[]::new));
    assertTrue(
        line.startsWith("cannot write " + Path.of(out).getParent()),
        () -> command[0] + ": " + line);
  }

  /** What there is, by size. */
  private Map<Path, Long> files() throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(script.file(""))) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        sizes.put(file, file.getFileName().toString().equals("options") ? 0 : Files.size(file));
      }
    }
    return sizes;
  }
}
