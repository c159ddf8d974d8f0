package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smile has no natives of its own: it computes with those of Deeplearning4j, or says so. */
class SmileIT {
  private static final List<String> ESTIMATORS =
      List.of("smile-lasso", "smile-elastic-net", "smile-ridge");

  private final Path folder;

  SmileIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void smileComputesWithTheNativesOfDeeplearning4jOrSaysThatTheyAreMissing() throws Exception {
    Script script = new Script(TestContainer.home(), folder);
    script.succeeds("record", "--model=mlp:64-4-10", "--dataset=digits", "--steps=80", "--out=run");
    for (String estimator : ESTIMATORS) {
      Script.Outcome outcome = script.run(estimate(estimator));
      assertEquals(0, outcome.code(), () -> "errors: " + outcome.errors());
      assertEquals(List.of(), outcome.errors());
      assertTrue(Files.exists(script.file(estimator).resolve("gamma.npy")));
    }

    Script without = new Script(withoutDeeplearning4j(TestContainer.home()), folder);
    for (String estimator : ESTIMATORS) {
      String line = without.fails(estimate(estimator));
      assertTrue(line.contains("Smile needs OpenBLAS"), line);
      assertTrue(line.endsWith("add the feature dl4j"), line);
    }
  }

  private static String[] estimate(String estimator) {
    return new String[] {"estimate", "run", "--estimator=" + estimator, "--out=" + estimator};
  }

  /** The distribution, but for one of its features. */
  private Path withoutDeeplearning4j(Path home) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("home"));
    try (Stream<Path> content = Files.list(home)) {
      for (Path entry : content.filter(e -> !e.endsWith("features")).toList()) {
        Files.createSymbolicLink(copy.resolve(entry.getFileName()), entry.toAbsolutePath());
      }
    }
    Path features = Files.createDirectory(copy.resolve("features"));
    try (Stream<Path> content = Files.list(home.resolve("features"))) {
      for (Path feature : content.filter(f -> !f.endsWith("dl4j.json")).toList()) {
        Files.copy(feature, features.resolve(feature.getFileName()));
      }
    }
    return copy;
  }
}
