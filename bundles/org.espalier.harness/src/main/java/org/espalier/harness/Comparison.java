package org.espalier.harness;

import java.nio.file.Path;
import java.util.List;
import org.espalier.harness.result.Results;

/**
 * A comparison's results and the files that hold them.
 *
 * @param results what was measured
 * @param files that were written, one a format
 * @param kept cells that an earlier run had measured already
 * @param stopped whether it was stopped before all was run that it was to run
 */
public record Comparison(Results results, List<Path> files, int kept, boolean stopped) {
  public Comparison {
    files = List.copyOf(files);
  }
}
