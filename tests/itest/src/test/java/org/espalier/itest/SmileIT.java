package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smile has no natives of its own: it computes with those of Deeplearning4j, or says so. */
class SmileIT {
  private static final List<String> ESTIMATORS =
      List.of("smile-lasso", "smile-elastic-net", "smile-ridge");

  private final Path folder;
  private final Path trajectory;

  SmileIT(@TempDir Path folder) {
    this.folder = folder;
    this.trajectory = folder.resolve("run");
  }

  @Test
  void smileComputesWithTheNativesOfDeeplearning4jOrSaysThatTheyAreMissing() throws Exception {
    Path home = TestContainer.home();
    assertEquals(
        List.of(),
        errors(
            0,
            home,
            "record",
            "--model",
            "mlp:64-4-10",
            "--dataset",
            "digits",
            "--steps",
            "80",
            "--out",
            trajectory.toString()));
    for (String estimator : ESTIMATORS) {
      assertEquals(List.of(), estimate(0, home, estimator));
      assertTrue(Files.exists(folder.resolve(estimator).resolve("gamma.npy")));
    }

    Path without = withoutDeeplearning4j(home);
    for (String estimator : ESTIMATORS) {
      List<String> errors = estimate(1, without, estimator);
      assertEquals(1, errors.size(), errors::toString);
      assertTrue(errors.get(0).contains("Smile needs OpenBLAS"), errors::toString);
      assertTrue(errors.get(0).endsWith("add the feature dl4j"), errors::toString);
    }
  }

  private List<String> estimate(int code, Path home, String estimator) throws Exception {
    String out = folder.resolve(estimator).toString();
    return errors(
        code, home, "estimate", trajectory.toString(), "--estimator", estimator, "--out", out);
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

  /** What a command says on its standard error, once it has ended with a code. */
  private List<String> errors(int code, Path home, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/espalier").toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "no end within a minute");
    List<String> lines = Files.readAllLines(errors);
    assertEquals(code, process.exitValue(), lines::toString);
    return lines;
  }
}
