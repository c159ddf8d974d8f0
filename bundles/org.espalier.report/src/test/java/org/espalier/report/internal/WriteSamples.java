package org.espalier.report.internal;

import java.nio.file.Path;
import java.util.List;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;

/** Writes sample files into the folder named by the argument, to be looked at. */
final class WriteSamples {
  private WriteSamples() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    write(SampleResults.full(5), folder.resolve("full"));
    write(
        SampleResults.full(10, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99), folder.resolve("large"));
    write(SampleResults.full(1), folder.resolve("one-seed"));
    write(SampleResults.denseOnly(), folder.resolve("dense"));
    write(SampleResults.empty(), folder.resolve("empty"));
  }

  private static void write(Results results, Path folder) {
    for (ResultWriter writer :
        List.of(new CsvResultWriter(), new JsonResultWriter(), new HtmlResultWriter())) {
      writer.write(results, folder);
    }
  }
}
