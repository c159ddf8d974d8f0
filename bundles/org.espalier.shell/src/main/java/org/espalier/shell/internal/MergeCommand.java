package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.harness.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts together what several processes have measured of one experiment. */
@Command(
    name = "merge",
    description = "Puts the results of shards of one comparison together.",
    sortOptions = false,
    footer = {
      "",
      "The shards, each in a process of its own, on one machine or several:",
      "  espalier compare --experiment FILE --shard 1/2 --out part-1",
      "  espalier compare --experiment FILE --shard 2/2 --out part-2",
      "  espalier merge part-1 part-2 --out whole",
      "",
      "What no part has measured, 'espalier compare --resume --out whole' runs."
    })
final class MergeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders with results of the parts.")
  private List<Path> parts = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the whole goes.")
  private Path out = Path.of("");

  MergeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Comparison whole = session.comparisons().merge(parts, out);
    int code = new ComparisonLines(session).tell(whole);
    if (!whole.results().complete()) {
      session
          .err()
          .printf(
              "espalier: not all cells are there yet; to run the rest: espalier compare --resume"
                  + " --out %s%n",
              out);
    }
    return code;
  }
}
