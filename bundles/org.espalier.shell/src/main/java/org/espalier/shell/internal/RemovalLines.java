package org.espalier.shell.internal;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.espalier.harness.Work;

/** How large a model is without the units that nothing reads, or that it could be smaller. */
final class RemovalLines {
  private final PrintStream out;

  RemovalLines(PrintStream out) {
    this.out = out;
  }

  void print(Work.Pruned pruned) {
    if (pruned.removal().isPresent()) {
      print(pruned.removal().get(), pruned.units().orElseThrow());
      return;
    }
    pruned
        .units()
        .filter(units -> units.unread() > 0)
        .ifPresent(
            units ->
                out.printf(
                    Locale.ROOT,
                    "%,d of %s left unread; zeros alone make nothing faster, --remove takes %s"
                        + " out%n",
                    units.unread(),
                    are(units.all()),
                    units.unread() == 1 ? "it" : "them"));
  }

  private static String are(int units) {
    return Figures.count(units, "unit") + (units == 1 ? " is" : " are");
  }

  private void print(Work.Removal removal, Work.Units units) {
    out.printf("removed %,d of %s%n", units.unread(), Figures.count(units.all(), "unit"));
    row("", "before", "after");
    for (Work.Resized tensor : removal.tensors()) {
      if (tensor.before().size() > 1 && !tensor.before().equals(tensor.after())) {
        row(tensor.name(), axes(tensor.before()), axes(tensor.after()));
      }
    }
    Work.Size before = removal.before();
    Work.Size after = removal.after();
    row("parameters", before.parameters(), after.parameters());
    row("FLOPs", before.flops(), after.flops());
    row("file, bytes", before.bytes(), after.bytes());
  }

  private static String axes(List<Integer> shape) {
    return String.join(" × ", shape.stream().map(String::valueOf).toList());
  }

  private void row(String what, long before, long after) {
    row(what, "%,d".formatted(before), "%,d".formatted(after));
  }

  private void row(String what, String before, String after) {
    out.printf("  %-14s %16s %16s%n", what, before, after);
  }
}
