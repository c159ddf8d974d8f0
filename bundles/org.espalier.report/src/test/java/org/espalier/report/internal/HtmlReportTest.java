package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HtmlReportTest {
  private static final Results FULL = SampleResults.full(5);
  private static final Document PAGE = Jsoup.parse(HtmlReport.render(FULL));

  static Stream<Results> samples() {
    return Stream.of(FULL, SampleResults.full(1), SampleResults.denseOnly(), SampleResults.empty());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isWellFormedAndNeedsNothingElse(Results results) {
    Parser parser = Parser.htmlParser().setTrackErrors(10);
    Document page = parser.parseInput(HtmlReport.render(results), "");

    assertEquals(List.of(), parser.getErrors());
    assertEquals("en", page.select("html").attr("lang"));
    assertEquals(1, page.select("h1").size());
    assertEquals(0, page.select("[src], link, img, iframe, object, base").size());
    assertEquals(
        List.of(),
        page.select("[href]").eachAttr("href").stream().filter(h -> !h.startsWith("#")).toList());
    assertFalse(page.select("style").html().matches("(?s).*(url\\(|@import).*"));
    List<String> ids = page.select("[id]").eachAttr("id");
    assertEquals(ids.size(), ids.stream().distinct().count());
    for (String target : page.select("[href]").eachAttr("href")) {
      assertTrue(ids.contains(target.substring(1)), target);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void speaksToThoseWhoDoNotSeeIt(Results results) {
    Document page = Jsoup.parse(HtmlReport.render(results));

    for (Element table : page.select("table")) {
      assertFalse(table.select("> caption").text().isBlank());
      assertEquals(0, table.select("th:not([scope])").size());
    }
    for (Element chart : page.select("svg.chart")) {
      assertEquals("img", chart.attr("role"));
      assertFalse(chart.attr("aria-label").isBlank());
    }
    assertEquals(0, page.select("input").stream().filter(i -> i.closest("label") == null).count());
    assertEquals(0, page.select("section:not([aria-labelledby])").size());
  }

  @Test
  void namesFromOutsideStayText() throws JsonProcessingException {
    assertEquals(2, PAGE.select("script").size());
    assertEquals(0, PAGE.select("b").size());
    assertTrue(PAGE.text().contains("third \"party\" <b>&, rule"));
    assertTrue(PAGE.text().contains("default </script><script>alert(1)</script>"));

    JsonNode data = new JsonMapper().readTree(PAGE.expectFirst("#data").data());
    assertEquals("third \"party\" <b>&, rule", data.get(14).get("name").asText());
    assertEquals(5, data.get(14).get("points").get(0).get("accuracies").size());
  }

  @Test
  void theTableHoldsTheMeansOfTheCells() {
    double[] accuracies =
        FULL.cells().stream()
            .filter(c -> c.policy().equals("trajectory-fisher"))
            .filter(c -> c.stage() == Stage.FINE_TUNED && c.targetSparsity() == 0.95)
            .mapToDouble(c -> c.accuracy())
            .toArray();
    double mean = java.util.Arrays.stream(accuracies).average().orElseThrow();
    double squares = java.util.Arrays.stream(accuracies).map(a -> (a - mean) * (a - mean)).sum();
    double sd = Math.sqrt(squares / (accuracies.length - 1));

    Element entry = row("#accuracy", "trajectory-fisher").select("td").get(9);
    assertEquals(
        String.format(Locale.ROOT, "%.1f best± %.1f", 100 * mean, 100 * sd),
        entry.text().replace(" ±", "±"));
  }

  @Test
  void showsWhatIsNotedOfTheTraining() {
    Results plain = FULL;
    List<Cell> noted =
        plain.cells().stream()
            .map(
                c ->
                    new Cell(
                        c.policy(),
                        c.estimator(),
                        c.targetSparsity(),
                        c.achievedSparsity(),
                        c.seed(),
                        c.stage(),
                        c.status(),
                        c.reason(),
                        c.accuracy(),
                        c.loss(),
                        c.nonzero(),
                        c.total(),
                        c.flops(),
                        c.seconds(),
                        c.layerSparsities(),
                        List.of("it diverged"),
                        c.services()))
            .toList();
    Results results =
        new Results(
            plain.experiment(),
            plain.dataset(),
            plain.model(),
            plain.schedule(),
            plain.recipe(),
            plain.complete(),
            plain.provenance(),
            plain.trainings(),
            plain.estimates(),
            noted);
    String page = Jsoup.parse(HtmlReport.render(results)).text();
    assertTrue(page.contains("dense control it diverged"), page);
  }

  /** As of a saved model that can only be run. */
  @Test
  void doesWithoutTrainingAndFineTuning() {
    Results plain = FULL;
    Results results =
        new Results(
            plain.experiment(),
            plain.dataset(),
            "model.onnx",
            plain.schedule(),
            "as saved",
            plain.complete(),
            plain.provenance(),
            List.of(),
            List.of(),
            plain.cells().stream().filter(c -> c.stage() != Stage.FINE_TUNED).toList());
    Document page = Jsoup.parse(HtmlReport.render(results));
    String text = page.text();
    assertTrue(text.contains("model.onnx"), text);
    assertTrue(text.contains("Nothing was trained"), text);
    assertEquals(0, page.select("[data-stage=fine-tuned]").size());
    assertEquals(
        PAGE.select("#accuracy tbody tr").size(), page.select("#accuracy tbody tr").size());
  }

  @Test
  void howCriteriaRankStandsBesideThePredictionsAndLatencyBesideTheCost() {
    assertEquals(0, PAGE.select("#ranking, a[href=#ranking]").size(), "nothing was ablated");
    assertFalse(PAGE.expectFirst("section:has(#cost)").text().contains("Latency"));
    List<Cell> cells =
        FULL.cells().stream()
            .map(
                c ->
                    c.stage() == Stage.ONE_SHOT
                        ? c.withFigures(Map.of("ablation.rankCorrelation", 0.25))
                        : c.withFigures(Map.of(Cell.LATENCY, 1.2345)))
            .toList();
    Document page =
        Jsoup.parse(
            HtmlReport.render(SampleResults.results("digits", true, List.of(), List.of(), cells)));
    Element ranking = page.expectFirst("section:has(#ranking)");
    assertTrue(ranking.text().contains("0.25± 0"), ranking.text());
    assertFalse(ranking.text().contains("Fine-tuned"), "a stage without a value");
    assertEquals(0, page.select("summary:contains(rank as removal)").size(), "told twice");
    String cost = page.expectFirst("section:has(#cost)").text();
    assertTrue(cost.contains("Latency, ms") && cost.contains("1.2"), cost);
  }

  @Test
  void whatFailedSaysSo() {
    assertEquals("failed missing", row("#accuracy", "gradient-weight").select("td").get(2).text());
    assertTrue(row("#accuracy", "snip").select("td").get(3).text().endsWith("4 / 5"));
    String reasons = PAGE.expectFirst("section:has(#failures)").text();
    assertTrue(reasons.contains("the gradient has NaN at step 12, \"layer <2>\""));
    assertTrue(reasons.contains("org.espalier.policy.baseline left while it was needed"));
    assertTrue(PAGE.select(".warning").text().contains("12 of 715 cells have no measurement"));
  }

  @Test
  void aRuleThatChoosesItsSparsityShowsIt() {
    assertTrue(
        row("#accuracy", "zero-rule (lasso-granger)").select("td").get(5).text().contains("at 9"));
  }

  @Test
  void marksStandWhereTheAxesSay() {
    Element chart = PAGE.expectFirst("figure[data-stage=one-shot] svg.wide:not(.spread)");
    double zero = tick(chart, "0");
    double hundred = tick(chart, "100");
    Element series = chart.expectFirst(".series:has(title:contains(magnitude, one-shot at 90 %))");
    Element point = series.select(".point").get(2);
    String title = point.select("title").text();
    double accuracy = Double.parseDouble(title.replaceAll(".*: ([0-9.]+) ±.*", "$1"));

    double expected = zero + accuracy / 100 * (hundred - zero);
    assertEquals(expected, Double.parseDouble(point.select("use").attr("y")), 0.3);
  }

  @Test
  void aMissingMeasurementBreaksTheLine() {
    Element series =
        PAGE.expectFirst(
            "figure[data-stage=one-shot] svg.wide:not(.spread)"
                + " .series:has(title:contains(gradient-weight))");
    String path = series.select(".line").attr("d");

    assertEquals(4, series.select(".point").size());
    assertEquals(2, path.chars().filter(c -> c == 'M').count());
  }

  @Test
  void everyMethodLooksDifferentWithoutColour() {
    List<Style> styles = List.copyOf(Style.of(new Comparison(FULL)).values());

    assertEquals(
        15, styles.stream().map(s -> s.marker() + s.dash() + s.colour()).distinct().count());
    assertEquals(
        styles.stream().filter(Style::shown).count(),
        styles.stream().filter(Style::shown).map(s -> s.marker() + s.dash()).distinct().count());
  }

  @Test
  void theSameResultsGiveTheSameBytes() {
    assertEquals(HtmlReport.render(SampleResults.full(5)), HtmlReport.render(FULL));
    assertEquals(ResultsJson.render(SampleResults.full(5)), ResultsJson.render(FULL));
  }

  private static Element row(String section, String method) {
    return PAGE.expectFirst("section:has(" + section + ")").select("tbody tr").stream()
        .filter(r -> r.select("th").text().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private static double tick(Element chart, String text) {
    return chart.select(".grid text[text-anchor=end]").stream()
        .filter(t -> t.text().equals(text))
        .mapToDouble(t -> Double.parseDouble(t.attr("y")))
        .findFirst()
        .orElseThrow();
  }
}
