package org.espalier.report.internal;

import java.nio.file.Path;
import org.espalier.core.SafeFile;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.osgi.service.component.annotations.Component;

/** Writes {@code results.csv}. */
@Component(property = "format=csv")
public final class CsvResultWriter implements ResultWriter {
  @Override
  public Path write(Results results, Path folder) {
    Path file = folder.resolve("results.csv");
    SafeFile.writeText(file, ResultsCsv.render(results));
    return file;
  }
}
