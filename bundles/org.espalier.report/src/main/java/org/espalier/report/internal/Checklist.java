package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Status;
import org.espalier.report.internal.Table.Entry;
import org.espalier.report.internal.Table.Head;
import org.espalier.report.internal.Table.Row;

/**
 * The checklist for reporting on pruning of D. Blalock, J. J. Gonzalez Ortiz, J. Frankle and J.
 * Guttag, "What is the state of neural network pruning?", MLSys 2020, ticked from the results.
 */
final class Checklist {
  private static final List<Integer> RATIOS = List.of(2, 4, 8, 16, 32);
  private static final int LEAST_SPARSITIES = 5;
  private static final int LEAST_PAIRS = 3;
  private static final int TOP = 5;
  private static final double NEAR = 1e-6;
  private static final Pattern CLASSES = Pattern.compile("(\\d+) classes");
  private static final List<String> BASELINES =
      List.of("magnitude", "magnitude-layerwise", "gradient-weight", "random");

  /** How a point is met. */
  enum Mark {
    YES("✓ yes", "mark-yes"),
    PARTLY("◐ in part", "mark-partly"),
    NO("✗ no", "mark-no"),
    NONE("– not applicable", "mark-none");

    private final String text;
    private final String look;

    Mark(String text, String look) {
      this.text = text;
      this.look = look;
    }
  }

  /**
   * A point.
   *
   * @param name what is asked for
   * @param mark whether it is met
   * @param why from the results
   */
  record Point(String name, Mark mark, String why) {}

  private final Comparison comparison;
  private final Results results;

  Checklist(Comparison comparison) {
    this.comparison = comparison;
    this.results = comparison.results();
  }

  List<Point> points() {
    return List.of(
        identified(),
        pairs(),
        sizeAndSpeed(),
        topFive(),
        raw(),
        sparsities(),
        spread(),
        baselines(),
        sameCode());
  }

  private Point identified() {
    boolean known =
        !results.provenance().experiment().isEmpty() && !results.provenance().versions().isEmpty();
    return new Point(
        "Data set, architecture, hyperparameters and versions in one place",
        known ? Mark.YES : Mark.PARTLY,
        "%s, %s, recipe %s; %s under Provenance."
            .formatted(
                results.dataset(),
                results.model(),
                results.recipe(),
                known ? "every option and version" : "not every option and version"));
  }

  private Point pairs() {
    return new Point(
        "At least %d pairs of data set and architecture, large ones among them"
            .formatted(LEAST_PAIRS),
        Mark.NO,
        "One page has one pair; compare the pages of several experiments before you generalise.");
  }

  private Point sizeAndSpeed() {
    boolean all =
        results.cells().stream()
            .filter(c -> c.status() == Status.OK)
            .allMatch(c -> c.nonzero() > 0 && c.total() > 0 && c.flops() > 0);
    return new Point(
        "Compression ratio of the whole model and theoretical speed-up of every pruned one",
        all ? Mark.YES : Mark.PARTLY,
        all
            ? "Size (all parameters ÷ those not zero) and Operations (dense ÷ left), for each method"
                + " and sparsity."
            : "Some networks have no operations, or no parameters, left to divide by.");
  }

  private Point topFive() {
    String name = "Top-1 and top-5 accuracy where there are many classes";
    Optional<Integer> classes = classes();
    boolean all =
        results.cells().stream()
            .filter(c -> c.status() == Status.OK)
            .allMatch(c -> Double.isFinite(c.figures().getOrDefault("top5", Double.NaN)));
    if (classes.filter(n -> n <= TOP).isPresent()) {
      return new Point(name, Mark.NONE, "There are %d classes.".formatted(classes.get()));
    }
    return all
        ? new Point(name, Mark.YES, "Top-5 stands under Loss, size and cost.")
        : new Point(name, Mark.PARTLY, "Top-1 alone: not every cell has a top-5.");
  }

  private Optional<Integer> classes() {
    Matcher found = CLASSES.matcher(results.provenance().dataSummary());
    return found.find() ? Optional.of(Integer.valueOf(found.group(1))) : Optional.empty();
  }

  private Point raw() {
    return comparison
        .denseSummary()
        .map(
            d ->
                new Point(
                    "Raw accuracies beside the differences, and the dense control",
                    Mark.YES,
                    "Both are in tables; dense: %s %% over %s."
                        .formatted(
                            Text.percent(d.accuracy().mean()),
                            Text.count(d.accuracy().n(), "seed"))))
        .orElse(
            new Point(
                "Raw accuracies beside the differences, and the dense control",
                Mark.PARTLY,
                "Raw accuracies, but no dense control was measured."));
  }

  private Point sparsities() {
    List<Double> all = comparison.sparsities();
    List<String> met = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int ratio : RATIOS) {
      boolean there = all.stream().anyMatch(s -> Math.abs(1 - s - 1.0 / ratio) < NEAR);
      (there ? met : missing).add(ratio + "×");
    }
    boolean enough = all.size() >= LEAST_SPARSITIES;
    Mark mark = enough && missing.isEmpty() ? Mark.YES : enough ? Mark.PARTLY : Mark.NO;
    return new Point(
        "At least five operating points, at 2, 4, 8, 16 and 32 times",
        mark,
        "%s of the prunable weights; %s."
            .formatted(
                Text.count(all.size(), "sparsity").replace("sparsitys", "sparsities"),
                missing.isEmpty()
                    ? "all five are among them"
                    : (met.isEmpty() ? "none" : Text.list(met) + " only")
                        + " of the five are among them"));
  }

  private Point spread() {
    long seeds = results.cells().stream().map(c -> c.seed()).distinct().count();
    return new Point(
        "Means and sample standard deviations over several runs",
        seeds >= 3 ? Mark.YES : seeds == 2 ? Mark.PARTLY : Mark.NO,
        Text.count(seeds, "seed")
            + (seeds < 2
                ? ": nothing tells how far another run would lie off."
                : ", in table and charts."));
  }

  private Point baselines() {
    List<String> there =
        BASELINES.stream()
            .filter(b -> comparison.methods().stream().anyMatch(m -> m.policy().equals(b)))
            .toList();
    return new Point(
        "Simple baselines: magnitude and gradient, global and layerwise, and random",
        there.size() == BASELINES.size() ? Mark.YES : there.isEmpty() ? Mark.NO : Mark.PARTLY,
        there.isEmpty() ? "None took part." : Text.list(there) + " took part.");
  }

  private Point sameCode() {
    return new Point(
        "The same networks, data, code and budget for every method",
        Mark.YES,
        "Methods of a seed start from one trained network and are fine-tuned alike; the services"
            + " stand under Provenance.");
  }

  Table table() {
    List<Row> rows = new ArrayList<>();
    for (Point point : points()) {
      rows.add(
          new Row(
              point.name,
              List.of(),
              List.of(
                  new Entry(point.mark.text, List.of(), "", point.mark.look, 0),
                  Entry.of(point.why).prose())));
    }
    return new Table(
        "What Blalock, Gonzalez Ortiz, Frankle and Guttag ask of a report on pruning (MLSys 2020),"
            + " ticked from these results.",
        List.of(),
        List.of(new Head("Asked for", 1, ""), new Head("Met", 1, ""), new Head("Here", 1, "prose")),
        rows);
  }
}
