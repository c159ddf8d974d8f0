package org.espalier.report.internal;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.espalier.harness.result.Results;

/**
 * Results as one HTML page that needs no other file and no network; the charts are SVG made here,
 * so that they print, scale, follow the reader's colours and speak without a script.
 */
final class HtmlReport {
  private static final Template PAGE =
      Mustache.compiler()
          .withLoader(HtmlReport::resource)
          .strictSections(true)
          .emptyStringIsFalse(true)
          .zeroIsFalse(true)
          .compile("{{>report.html}}");

  private HtmlReport() {}

  static String render(Results results) {
    return render(results, Masks.NONE);
  }

  static String render(Results results, Masks masks) {
    return PAGE.execute(ReportPage.of(results, masks));
  }

  private static Reader resource(String name) throws FileNotFoundException {
    InputStream stream = HtmlReport.class.getResourceAsStream(name);
    if (stream == null) {
      throw new FileNotFoundException(name);
    }
    return new InputStreamReader(stream, StandardCharsets.UTF_8);
  }
}
