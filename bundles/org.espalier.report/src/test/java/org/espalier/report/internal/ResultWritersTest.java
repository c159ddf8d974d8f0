package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.harness.result.ResultWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultWritersTest {
  private static final List<ResultWriter> WRITERS =
      List.of(new CsvResultWriter(), new JsonResultWriter(), new HtmlResultWriter());

  @Test
  void leavesTheFilesAndNothingBeside(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("new");
    for (ResultWriter writer : WRITERS) {
      assertTrue(Files.size(writer.write(SampleResults.full(1), out)) > 0);
    }

    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("report.html", "results.csv", "results.json"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void refusesAFileForAFolderInOneLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    for (ResultWriter writer : WRITERS) {
      EspalierException refused =
          assertThrows(EspalierException.class, () -> writer.write(SampleResults.empty(), file));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("a file stands where a folder is needed"));
    }
  }
}
