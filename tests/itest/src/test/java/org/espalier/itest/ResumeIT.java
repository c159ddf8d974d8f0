package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons that are killed or meet another, and are finished by --resume. */
class ResumeIT {
  private static final List<String> FILES =
      List.of(".lock", "masks", "report.html", "results.csv", "results.json");

  private static Path shared;
  private static Script script;

  @BeforeAll
  static void compareUndisturbed(@TempDir Path folder) throws Exception {
    shared = folder;
    script = new Script(TestContainer.home(), shared);
    Files.createDirectories(script.file(""));
    Files.writeString(
        script.file("e.json"),
        """
        {"name": "resumed", "dataset": "breast-cancer", "model": "mlp:30-16-2", "seeds": 3,
         "sparsities": [0.5, 0.9], "policies": ["magnitude", "snip", "removal-effect"],
         "estimators": ["paper-sgd"], "training": {"epochs": 8}, "fineTuning": {"epochs": 2}}
        """);
    script.succeeds("compare", "--experiment", "e.json", "--out", "whole");
    assertEquals(FILES, names("whole"));
  }

  @Test
  void cellsThatAreMissingAreRunAndTheRestIsKept() throws Exception {
    copy("whole", "cut");
    Path json = script.file("cut/results.json");
    String whole = Files.readString(json);
    int last = whole.lastIndexOf("\"OK\"");
    Files.writeString(
        json, whole.substring(0, last) + "\"ABORTED\"" + whole.substring(last + "\"OK\"".length()));

    String out = script.succeeds("compare", "--resume", "--out", "cut");

    assertTrue(out.startsWith("kept 38 of 39 cells\n"), out);
    assertEquals(List.of(), script.errors());
    assertWhole("cut");
    assertEquals(row("whole", 1), row("cut", 1), "with its seconds");
  }

  @Test
  void whereAllIsDoneOnlyWhatIsMissingIsWritten() throws Exception {
    copy("whole", "done");
    Path report = script.file("done/report.html");
    Files.delete(report);
    assertEquals(
        "all 39 cells in done are measured already; nothing is left to do\nwrote done/report.html\n",
        script.succeeds("compare", "--resume", "--out", "done", "--seeds", "3"));
    assertEquals(-1, Files.mismatch(script.file("whole/report.html"), report));
    assertEquals(
        -1, Files.mismatch(script.file("whole/results.json"), script.file("done/results.json")));
    assertEquals(FILES, names("done"));
  }

  @Test
  void whatCanNotBeResumedIsSaidInOneLine() throws Exception {
    copy("whole", "bad");
    assertEquals(
        "seeds is 4 here, but 3 in bad; finish that experiment as it is, or name another --out",
        script.fails(2, "compare", "--resume", "--out", "bad", "--seeds", "4"));
    assertEquals(
        "nothing to resume: there are no results in nowhere; leave --resume out to begin",
        script.fails("compare", "--resume", "--out", "nowhere"));
    assertFalse(Files.exists(script.file("nowhere")));
    Path json = script.file("bad/results.json");
    String whole = Files.readString(json);
    Files.writeString(json, whole.replaceFirst("(\"dataFingerprint\" : \")", "$1not "));
    String line = script.fails("compare", "--resume", "--out", "bad");
    assertTrue(line.startsWith("the data set breast-cancer is not as it was when "), line);
    Files.writeString(json, whole.substring(0, whole.length() / 2));
    line = script.fails("compare", "--resume", "--out", "bad");
    assertTrue(line.startsWith("bad/results.json is damaged: "), line);
  }

  @Test
  void aSecondComparisonInTheFolderIsRefused() throws Exception {
    Path elsewhere = Files.createDirectory(shared.resolve("second"));
    Script other = new Script(TestContainer.home(), elsewhere);
    Path out = script.file("twice").toAbsolutePath();
    Process first =
        script.start(
            "compare", "--dataset=digits", "--seeds=50", "--policies=random", "--out=" + out);
    try {
      await(first, out.resolve(".lock"));
      String refusal =
          "another comparison is writing into " + out + "; wait for its end, or name another --out";
      assertEquals(refusal, other.fails("compare", "--dataset=digits", "--out=" + out));
    } finally {
      first.destroyForcibly().waitFor();
    }
    // The lock was the process's, and is gone with it; its folder for trajectories is not.
    assertTrue(
        names("twice").stream().anyMatch(name -> name.startsWith(".trajectories-")),
        () -> "" + script.errors());
    script.succeeds(
        "compare", "--dataset=breast-cancer", "--seeds=1", "--policies=random", "--out=" + out);
    assertEquals(FILES, names("twice"));
  }

  @Test
  void aSecondRecordingInTheFolderIsRefusedAndReadersSeeWholeSteps() throws Exception {
    Path elsewhere = Files.createDirectory(shared.resolve("reader"));
    Script other = new Script(TestContainer.home(), elsewhere);
    Path run = script.file("run").toAbsolutePath();
    String[] record = {
      "record",
      "--model=mlp:64-16-10",
      "--dataset=digits",
      "--steps=1000000",
      "--batch=500",
      "--out=" + run
    };
    Process first = script.start(record);
    try {
      await(first, run.resolve("updates.npy"));
      assertEquals(
          "cannot record into " + run + ": another recording writes there; name another folder",
          other.fails(record));
      String estimated =
          other.succeeds("estimate", run.toString(), "--estimator=paper-sgd", "--out=evidence");
      assertTrue(estimated.contains("steps"), estimated);
      assertTrue(
          other.errors().get(0).contains(" is incomplete: its recording did not end; "),
          () -> "" + other.errors());
      assertTrue(first.isAlive(), () -> "" + script.errors());
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertEquals(
        "cannot record into "
            + run
            + ": the folder is not empty; name a new one, or delete it first",
        other.fails(record));
  }

  private static void await(Process process, Path file) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(file)) {
      assertTrue(process.isAlive() && System.nanoTime() < end, () -> "" + script.errors());
      Thread.sleep(20);
    }
  }

  private static void assertWhole(String folder) throws IOException {
    assertEquals(timeless("whole"), timeless(folder));
    assertTrue(
        Files.readString(script.file(folder + "/results.json")).contains("\"complete\" : true"));
  }

  /** The rows without their seconds. */
  private static List<String> timeless(String folder) throws IOException {
    return Files.readAllLines(script.file(folder + "/results.csv")).stream()
        .map(row -> row.replaceAll(",[0-9]+\\.[0-9]{3},", ",,"))
        .toList();
  }

  private static String row(String folder, int row) throws IOException {
    return Files.readAllLines(script.file(folder + "/results.csv")).get(row);
  }

  private static void copy(String from, String to) throws IOException {
    Path target = Files.createDirectory(script.file(to));
    try (Stream<Path> files = Files.walk(script.file(from))) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, target.resolve(script.file(from).relativize(file).toString()));
      }
    }
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(script.file(folder))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
