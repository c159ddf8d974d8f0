package org.espalier.report.internal;

import java.nio.file.Path;
import org.espalier.core.SafeFile;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;
import org.osgi.service.component.annotations.Component;

/** Writes {@code report.html}. */
@Component(property = "format=html")
public final class HtmlResultWriter implements ResultWriter {
  @Override
  public Path write(Results results, Path folder) {
    Path file = folder.resolve("report.html");
    SafeFile.writeText(file, HtmlReport.render(results, Masks.in(folder)));
    return file;
  }
}
