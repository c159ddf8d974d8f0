package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Summary;
import org.espalier.report.internal.Comparison.Column;

/** What the results say, in sentences computed from them. */
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
      return comparison
          .denseSummary()
          .map(d -> "Only the dense control was measured: " + accuracy(d) + ".")
          .orElse("Nothing was measured, so there is nothing to compare.");
    }
    Map<Method, Integer> counts = new LinkedHashMap<>();
    wins.forEach(w -> counts.merge(w.method, 1, Integer::sum));
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Method> leaders =
        counts.keySet().stream().filter(m -> counts.getOrDefault(m, 0) == most).toList();
    String names = Text.list(leaders.stream().map(Method::name).toList());
    String verb = leaders.size() == 1 ? " has" : " each have";
    return names
        + verb
        + " the highest mean accuracy in "
        + most
        + " of "
        + Text.count(wins.size(), "comparison")
        + " ("
        + Text.list(comparison.stages().stream().map(s -> tally(s, leaders)).toList())
        + ")"
        + leads(wins, leaders)
        + ".";
  }

  /** One sentence a stage. */
  List<String> details() {
    return comparison.stages().stream()
        .filter(stage -> !wins(stage).isEmpty())
        .map(this::detail)
        .toList();
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
    List<Win> own = wins.stream().filter(w -> leaders.contains(w.method)).toList();
    long clear = own.stream().filter(Win::clear).count();
    return "; in %d of these %d the 95 %% interval of its lead over %s, paired by seed, leaves out 0"
        .formatted(clear, own.size(), reference.get().name());
  }

  private String detail(Stage stage) {
    List<Win> wins = wins(stage);
    Map<String, List<Double>> byName = new LinkedHashMap<>();
    wins.forEach(
        w -> byName.computeIfAbsent(name(w), k -> new ArrayList<>()).add(w.column.sparsity()));
    String who =
        Text.list(
            byName.entrySet().stream()
                .map(e -> e.getKey() + " at " + Text.sparsities(e.getValue()))
                .toList());
    String head = Text.capitalized(stage) + ", the highest mean accuracy is that of " + who;
    return Stream.of(head, widest(wins), unclear(wins))
            .filter(part -> !part.isEmpty())
            .reduce((a, b) -> a + "; " + b)
            .orElse(head)
        + ".";
  }

  private String widest(List<Win> wins) {
    return wins.stream()
        .filter(Win::clear)
        .max((a, b) -> Double.compare(mean(a), mean(b)))
        .map(this::lead)
        .orElse("");
  }

  private String lead(Win win) {
    Method reference = comparison.reference().orElseThrow();
    PairedDifference difference = win.lead.orElseThrow();
    return "the widest clear lead over %s is %s points at %s %%: %s against %s, 95 %% interval %s, %s paired"
        .formatted(
            reference.name(),
            Text.percent(difference.mean()),
            Text.sparsity(win.column.sparsity()),
            comparison.summary(win.method, win.column).map(Finding::accuracy).orElse(""),
            comparison.summary(reference, win.column).map(Finding::accuracy).orElse(""),
            Text.interval(difference),
            Text.count(difference.seeds(), "seed"));
  }

  private String unclear(List<Win> wins) {
    List<Double> included = new ArrayList<>();
    List<Double> single = new ArrayList<>();
    for (Win win : wins) {
      win.lead.ifPresent(
          difference -> {
            if (difference.seeds() < 2) {
              single.add(win.column.sparsity());
            } else if (!win.clear()) {
              included.add(win.column.sparsity());
            }
          });
    }
    if (included.isEmpty() && single.isEmpty()) {
      return "";
    }
    String reference = comparison.reference().map(Method::name).orElse("");
    return included.isEmpty()
        ? "one common seed gives no interval for the lead over " + reference
        : "at %s the interval of the lead over %s includes 0"
            .formatted(Text.sparsities(included), reference);
  }

  /** One win a column; of methods that tie, the first counts and the name says so. */
  private List<Win> wins(Stage stage) {
    List<Win> wins = new ArrayList<>();
    for (Column column : comparison.columns(stage)) {
      List<Method> best = comparison.best(column);
      if (!best.isEmpty()) {
        Method first = best.get(0);
        wins.add(new Win(column, first, comparison.lead(first, column)));
      }
    }
    return wins;
  }

  private String name(Win win) {
    int tied = comparison.best(win.column).size() - 1;
    return tied == 0 ? win.method.name() : win.method.name() + " (tied with " + tied + " more)";
  }

  private static double mean(Win win) {
    return win.lead.map(PairedDifference::mean).orElse(0.0);
  }

  private static String accuracy(Summary summary) {
    String mean = Text.percent(summary.accuracy().mean());
    return summary.accuracy().n() < 2
        ? mean + " % (one seed)"
        : mean + " ± " + Text.percent(summary.accuracy().sd()) + " %";
  }
}
