package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Table.Entry;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

final class LossSectionTest {
  private final List<Cell> cells = new ArrayList<>();

  @Test
  void tellsWhereTheMeasuredOneIsBetter() {
    add("rule", "est", 0.9, 0.80, 0.83, 0.81);
    add("rule", "est@permuted", 0.9, 0.70, 0.72, 0.71);
    add("rule", "est@first-order", 0.9, 0.80, 0.82, 0.82);
    LossSection section = section();

    assertEquals(
        "The measured ΔL is significantly better than its substitute at 1 of 2 comparisons and"
            + " significantly worse at 0. Nothing here shows that what it tells beyond the norms of"
            + " the updates helps these policies to prune. Its tie to the steps helps to prune in"
            + " some places.",
        section.finding());
    assertTrue(
        section
            .tallies()
            .startsWith(
                "One by one, against first-order it is better at 0 and worse at 0 of 1 and against"
                    + " permuted it is better at 1 and worse at 0 of 1:"),
        section.tallies());
    assertEquals(
        List.of("rule (est) − permuted", "rule (est) − first-order"),
        section.table().rows().stream().map(Table.Row::label).toList());
    Entry better = section.table().rows().get(0).entries().get(0);
    assertEquals("+10.3", better.text());
    assertEquals("above", better.remark());
    assertEquals("", section.remark());
  }

  /** Of two p values Holm doubles the least. */
  @Test
  void adjustsOverTheWholeSection() {
    add("rule", "est", 0.9, 0.80, 0.83, 0.81);
    add("rule", "est@permuted", 0.9, 0.70, 0.72, 0.71);
    add("rule", "est@first-order", 0.9, 0.80, 0.82, 0.82);
    List<TestedDifference> tested = new Differences(comparison()).lossChanges();

    assertEquals(2, tested.size());
    assertEquals(2 * tested.get(0).difference().p(), tested.get(0).adjusted(), 1e-15);
    assertEquals(1, tested.get(1).adjusted(), 1e-12);
  }

  @Test
  void tellsWhereItIsWorse() {
    add("rule", "est:k=1", 0.9, 0.70, 0.72, 0.71);
    add("rule", "est:k=1@permuted", 0.9, 0.80, 0.83, 0.81);
    String finding = section().finding();

    assertTrue(finding.contains("better than its substitute at 0 of 1 comparison and"), finding);
    assertTrue(finding.contains("significantly worse at 1."), finding);
    assertTrue(
        finding.endsWith(
            "Nothing here shows that its tie to the steps helps these policies to prune."),
        finding);
  }

  @Test
  void tellsOfHelpAndHarm() {
    add("rule", "est", 0.9, 0.70, 0.72, 0.71);
    add("rule", "est@permuted", 0.9, 0.60, 0.62, 0.61001);
    add("rule", "est", 0.8, 0.70, 0.72, 0.71);
    add("rule", "est@permuted", 0.8, 0.80, 0.82, 0.81001);

    assertTrue(
        section()
            .finding()
            .endsWith(
                "better than its substitute at 1 of 2 comparisons and significantly worse at 1."
                    + " Its tie to the steps helps to prune in some places and harms in others."),
        section().finding());
  }

  /** An accuracy at another sparsity is no better or worse. */
  @Test
  void doesNotTestWhatIsAtSparsitiesOfItsOwnChoice() {
    add("rule", "est", 0.9, 0.80, 0.83, 0.81);
    add("rule", "est@permuted", 0.9, 0.70, 0.72, 0.71);
    add("zero-rule", "est", Double.NaN, 0.80, 0.83, 0.81);
    add("zero-rule", "est@permuted", Double.NaN, 0.70, 0.72, 0.71);
    LossSection section = section();

    assertTrue(section.finding().contains("at 1 of 1 comparison "), section.finding());
    Entry own = section.table().rows().get(1).entries().get(1);
    assertEquals("+10.3", own.text());
    assertEquals(List.of("at 25.0 %", "against 25.0 %"), own.details().subList(1, 3));
    assertEquals("", own.remark());
  }

  @Test
  void oneSeedTestsNothing() {
    add("rule", "est", 0.9, 0.8);
    add("rule", "est@permuted", 0.9, 0.7);

    assertEquals(
        "No comparison of the measured ΔL with a substitute could be tested; it takes two seeds"
            + " or more and a sparsity that is requested.",
        section().finding());
    assertEquals("", section().tallies());
  }

  @Test
  void namesThePoliciesThatNoSubstituteReaches() {
    add("rule", "est", 0.9, 0.8, 0.7);
    add("rule", "est@permuted", 0.9, 0.7, 0.8);
    add("fisher", "", 0.9, 0.7, 0.8);
    add("surgeon", "", 0.9, 0.7, 0.8);

    assertTrue(
        section()
            .remark()
            .startsWith(
                "fisher and surgeon are given no evidence, so no substitute reaches them: each is"
                    + " run once."),
        section().remark());
  }

  /** A substitute without its measured counterpart, or of another policy, is no pair. */
  @Test
  void isLeftOutWhereNothingIsToBeHeldAgainstAnything() {
    add("rule", "est@permuted", 0.9, 0.7, 0.8);
    add("rule", "other", 0.9, 0.7, 0.8);
    add("other", "est", 0.9, 0.7, 0.8);

    assertTrue(LossSection.of(comparison(), Map.of()).isEmpty());
    assertEquals(0, page().select("#informs").size());
  }

  @Test
  void standsOnThePage() {
    add("rule", "est", 0.9, 0.80, 0.83, 0.81);
    add("rule", "est@permuted", 0.9, 0.70, 0.72, 0.71);
    Document page = page();

    assertEquals("Does the loss inform?", page.expectFirst("nav a[href=#informs]").text());
    assertEquals(1, page.select("section:has(#informs) tbody tr").size());
    assertEquals(
        "loss-change",
        Jsoup.parse(ResultsJson.render(results()))
            .text()
            .replaceAll(".*\"kind\" : \"([^\"]*)\".*", "$1"));
  }

  @Test
  void substitutesOfARuleThatChoosesItsSparsityDoNotStandOut() {
    add("zero-rule", "est", Double.NaN, 0.80, 0.83);
    add("zero-rule", "est@permuted", Double.NaN, 0.80, 0.83);

    assertEquals(
        List.of(true, false), Style.of(comparison()).values().stream().map(Style::shown).toList());
    String chart = "figure[data-stage=one-shot] svg.wide:not(.spread) .series.shown";
    double mark = Double.parseDouble(page().select(chart + " .point use").attr("y"));
    double label = Double.parseDouble(page().select(chart + " .label").attr("y"));
    assertEquals(13, Math.abs(mark - label), 0.2);
  }

  private void add(String policy, String estimator, double sparsity, double... accuracies) {
    for (int seed = 0; seed < accuracies.length; seed++) {
      cells.add(
          SampleResults.measured(
              policy, estimator, sparsity, seed, Stage.ONE_SHOT, accuracies[seed]));
    }
  }

  private LossSection section() {
    return LossSection.of(comparison(), Map.of()).orElseThrow();
  }

  private Comparison comparison() {
    return new Comparison(results());
  }

  private Document page() {
    return Jsoup.parse(HtmlReport.render(results()));
  }

  private Results results() {
    return SampleResults.results("digits", true, List.of(), List.of(), cells);
  }
}
