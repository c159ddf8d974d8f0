package org.espalier.shell.internal;

import java.util.List;
import org.espalier.harness.Comparison;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;

/** What is said of a comparison when it has been run. */
final class ComparisonLines {
  private final Session session;

  ComparisonLines(Session session) {
    this.session = session;
  }

  /** Prints the figures and the files, and answers the exit code. */
  int tell(Comparison comparison) {
    Results results = comparison.results();
    session.out().print(new ResultTable(results).render());
    results.cells().stream()
        .filter(c -> c.stage() == Stage.DENSE)
        .flatMap(c -> c.notes().stream())
        .distinct()
        .forEach(session.out()::println);
    tellFiles(comparison);
    List<Cell> pruned = results.cells().stream().filter(c -> c.stage() != Stage.DENSE).toList();
    List<Cell> failed = pruned.stream().filter(c -> c.status() != Status.OK).toList();
    if (!failed.isEmpty()) {
      session
          .err()
          .printf(
              "%d of %d cells were not measured; the first, %s: %s%n",
              failed.size(), pruned.size(), failed.get(0).method(), failed.get(0).statusText());
    }
    if (comparison.stopped()) {
      session.err().println("espalier: stopped before the end; what was finished is saved");
      return CommandRunner.INTERRUPTED;
    }
    return !pruned.isEmpty() && failed.size() == pruned.size() ? 1 : 0;
  }

  void tellFiles(Comparison comparison) {
    comparison.files().forEach(f -> session.out().println("wrote " + f));
  }
}
