package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/** What the results say, in one sentence and one table computed from them. */
final class Finding {
  /** A column that was won, with the winner's lead over the reference. */
  private record Win(Column column, Method method, Optional<PairedDifference> lead) {
    boolean clear() {
      return lead.map(d -> d.excludesZero() && d.mean() > 0).orElse(false);
    }
  }

  private final Comparison comparison;

  Finding(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The whole comparison in one sentence. */
  String headline() {
    List<Win> wins = comparison.stages().stream().flatMap(s -> wins(s).stream()).toList();
    if (wins.isEmpty()) {
      return unranked();
    }
    List<Method> leaders = comparison.leaders();
    String names = Text.list(leaders.stream().map(Method::name).toList());
    String verb = leaders.size() == 1 ? " has" : " each have";
    return names
        + verb
        + " the highest mean accuracy in "
        + comparison.wins().get(leaders.get(0))
        + " of "
        + Text.count(wins.size(), "comparison")
        + " ("
        + Text.list(comparison.stages().stream().map(s -> tally(s, leaders)).toList())
        + ")"
        + leads(wins, leaders)
        + ".";
  }

  private String unranked() {
    boolean pruned =
        comparison.stages().stream()
            .flatMap(stage -> comparison.columns(stage).stream())
            .anyMatch(c -> comparison.methods().stream().anyMatch(m -> isMeasured(m, c)));
    if (pruned) {
      return "The methods chose their own sparsities, so they are not ranked.";
    } else if (!comparison.methods().isEmpty()) {
      return "No pruned network was measured; the reasons stand under Failures.";
    }
    return comparison
        .denseSummary()
        .map(
            d ->
                "Only the dense control was measured: %s %% over %s."
                    .formatted(spread(d), Text.count(d.accuracy().n(), "seed")))
        .orElse("Nothing was measured, so there is nothing to compare.");
  }

  private boolean isMeasured(Method method, Column column) {
    return !comparison.measured(method, column).isEmpty();
  }

  /** Who won each sparsity and by how much; no rows if nothing was won. */
  Table winners() {
    List<Stage> stages = comparison.stages().stream().filter(s -> !wins(s).isEmpty()).toList();
    String reference = comparison.reference().map(Method::name).orElse("");
    List<Head> groups = new ArrayList<>();
    List<Head> heads = new ArrayList<>(List.of(new Head("Sparsity", 1, "")));
    for (Stage stage : stages) {
      groups.add(new Head(Text.capitalized(stage), reference.isEmpty() ? 2 : 3, "first"));
      heads.add(new Head("Highest mean", 1, "first prose"));
      heads.add(new Head("Accuracy, %", 1, ""));
      if (!reference.isEmpty()) {
        heads.add(new Head("Minus " + reference, 1, ""));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (double sparsity : comparison.sparsities()) {
      List<Entry> entries = new ArrayList<>();
      for (Stage stage : stages) {
        entries.addAll(entries(new Column(stage, sparsity), !reference.isEmpty()));
      }
      rows.add(new Row(Text.sparsity(sparsity) + " %", List.of(), entries));
    }
    return new Table(
        "The highest mean test accuracy at each sparsity, ± sample standard deviation over the seeds"
            + (reference.isEmpty()
                ? "."
                : "; its difference to %s in points, ± half of the 95 %% interval (Student's t, paired by seed)."
                    .formatted(reference)),
        groups,
        heads,
        stages.isEmpty() ? List.of() : rows);
  }

  private List<Entry> entries(Column column, boolean referenced) {
    List<Entry> entries = new ArrayList<>();
    Optional<Win> win = win(column);
    entries.add(win.map(this::winner).orElse(Entry.of("")).prose().starting());
    entries.add(Entry.of(win.map(this::accuracy).orElse("")));
    if (referenced) {
      entries.add(win.map(this::lead).orElse(Entry.of("")));
    }
    return entries;
  }

  private Entry winner(Win win) {
    int tied = comparison.best(win.column).size() - 1;
    return Entry.of(win.method.name(), tied == 0 ? "" : "tied with " + tied + " more");
  }

  private Entry lead(Win win) {
    if (comparison.reference().filter(win.method::equals).isPresent()) {
      return Entry.of("the reference");
    }
    return win.lead
        .map(
            d -> {
              String spread = DifferenceTables.spread(d);
              Entry entry =
                  Entry.of(
                      Text.points(d.mean()) + (d.seeds() < 2 ? " (" + spread + ")" : " " + spread),
                      verdict(d));
              if (!d.excludesZero()) {
                return entry;
              }
              return entry.remarked(d.mean() > 0 ? "above" : "below");
            })
        .orElse(Entry.of("–"));
  }

  private static List<String> verdict(PairedDifference difference) {
    return difference.seeds() < 2 || difference.excludesZero()
        ? List.of()
        : List.of("interval includes 0");
  }

  private String tally(Stage stage, List<Method> leaders) {
    long won = wins(stage).stream().filter(w -> leaders.contains(w.method)).count();
    return won + " " + stage.id();
  }

  private String leads(List<Win> wins, List<Method> leaders) {
    Optional<Method> reference = comparison.reference();
    if (reference.isEmpty() || leaders.size() > 1) {
      return "";
    }
    if (leaders.contains(reference.get())) {
      return "; it is the reference that the others are held against";
    }
    List<Win> own =
        wins.stream().filter(w -> leaders.contains(w.method) && w.lead.isPresent()).toList();
    long clear = own.stream().filter(Win::clear).count();
    return own.stream()
        .max((a, b) -> Double.compare(a.lead.orElseThrow().mean(), b.lead.orElseThrow().mean()))
        .map(
            widest ->
                "; its widest lead over %s is %s; the interval, paired by seed, leaves out 0 in %s of these %d"
                    .formatted(
                        reference.get().name(),
                        spelled(widest),
                        clear == 0 ? "none" : Long.toString(clear),
                        own.size()))
        .orElse("");
  }

  private static String spelled(Win win) {
    PairedDifference lead = win.lead.orElseThrow();
    return "%s points at %s %% %s (%s)"
        .formatted(
            Text.percent(lead.mean())
                + (lead.seeds() < 2 ? "" : " ± " + Text.percent(lead.high() - lead.mean())),
            Text.sparsity(win.column.sparsity()),
            win.column.stage().id(),
            lead.seeds() < 2 ? "one seed" : "95 % interval, " + lead.seeds() + " seeds");
  }

  private List<Win> wins(Stage stage) {
    return comparison.columns(stage).stream().flatMap(c -> win(c).stream()).toList();
  }

  /** Of methods that tie, the first counts. */
  private Optional<Win> win(Column column) {
    return comparison.best(column).stream()
        .findFirst()
        .map(first -> new Win(column, first, comparison.lead(first, column)));
  }

  private String accuracy(Win win) {
    return comparison.summary(win.method, win.column).map(Finding::spread).orElse("");
  }

  private static String spread(Summary summary) {
    String mean = Text.percent(summary.accuracy().mean());
    return summary.accuracy().n() < 2 ? mean : mean + " ± " + Text.percent(summary.accuracy().sd());
  }
}
