package org.espalier.report.internal;

import java.nio.file.Path;
import org.espalier.core.SafeFile;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.osgi.service.component.annotations.Component;

/** Writes {@code results.json}. */
@Component(property = "format=json")
public final class JsonResultWriter implements ResultWriter {
  static final String FILE = "results.json";

  @Override
  public Path write(Results results, Path folder) {
    Path file = folder.resolve(FILE);
    SafeFile.writeText(file, ResultsJson.render(results, Masks.in(folder)));
    return file;
  }
}
