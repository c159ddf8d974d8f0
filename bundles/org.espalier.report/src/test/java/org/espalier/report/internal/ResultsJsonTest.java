package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Results;
import org.junit.jupiter.api.Test;

final class ResultsJsonTest {
  private static final JsonMapper READER = JsonMapper.builder().build();

  @Test
  void readsBackAsItWas() {
    for (Results results :
        List.of(SampleResults.full(3), SampleResults.denseOnly(), SampleResults.empty())) {
      assertEquals(results, ResultsParser.parse(ResultsJson.render(results)));
    }
  }

  @Test
  void tellsItsVersionFirst() {
    assertTrue(
        ResultsJson.render(SampleResults.empty())
            .startsWith("{\n  \"formatVersion\" : 2,\n  \"experiment\" : \"default\","));
  }

  @Test
  void whatWasNotMeasuredIsNull() throws JsonProcessingException {
    String json = ResultsJson.render(SampleResults.full(3));
    JsonNode dense = READER.readTree(json).get("cells").get(0);

    assertTrue(dense.get("targetSparsity").isNull());
    assertEquals("dense", dense.get("stage").asText());
    assertFalse(json.contains("NaN,") || json.contains("\r"));
  }

  @Test
  void holdsTheDifferencesToTheReference() throws JsonProcessingException {
    JsonNode all = READER.readTree(ResultsJson.render(SampleResults.full(3))).get("differences");
    List<JsonNode> snip = new ArrayList<>();
    all.forEach(
        d -> {
          if (d.get("method").asText().equals("snip")
              && d.get("kind").asText().equals("reference")) {
            snip.add(d);
          }
        });

    assertEquals(10, snip.size());
    JsonNode first = snip.get(0);
    assertEquals("magnitude", first.get("against").asText());
    assertEquals("one-shot", first.get("stage").asText());
    assertEquals(3, first.get("seeds").asInt());
    assertTrue(first.get("adjustedP").asDouble() >= first.get("p").asDouble());
    assertTrue(first.get("low").asDouble() < first.get("mean").asDouble());
  }

  /** Whoever leads is held against each of the others, not only against magnitude. */
  @Test
  void holdsTheDifferencesToTheOneThatLeads() throws JsonProcessingException {
    Results results = SampleResults.full(3);
    Method leader = new Comparison(results).leaders().get(0);
    JsonNode all = READER.readTree(ResultsJson.render(results)).get("differences");
    List<JsonNode> snip = new ArrayList<>();
    all.forEach(
        d -> {
          if (d.get("method").asText().equals("snip") && d.get("kind").asText().equals("leader")) {
            snip.add(d);
          }
        });
    assertEquals(10, snip.size());
    assertTrue(snip.stream().allMatch(d -> d.get("against").asText().equals(leader.name())));
  }

  @Test
  void readsWhatWasWrittenBeforeCellsHadFigures() {
    Results results = SampleResults.full(1);
    String old =
        ResultsJson.render(results)
            .replace("\"formatVersion\" : 2", "\"formatVersion\" : 1")
            .replaceAll(",\\s*\"figures\" : \\{[^}]*\\}", "");
    Results read = ResultsParser.parse(old);

    assertFalse(old.contains("figures"));
    assertEquals(results.cells().size(), read.cells().size());
    assertTrue(read.cells().stream().allMatch(cell -> cell.figures().isEmpty()));
    assertTrue(HtmlReport.render(read).contains("What accuracy costs"));
  }

  @Test
  void holdsWhatFollowsFromTheCurves() throws JsonProcessingException {
    JsonNode all = READER.readTree(ResultsJson.render(SampleResults.full(3)));

    assertEquals(3 * 2 * 14, all.get("tolerableCuts").size());
    assertEquals(2 * 2 * 14, all.get("phaseShifts").size());
    assertEquals(0, all.get("overlaps").size());
  }

  @Test
  void textForAScriptCannotEndIt() throws JsonProcessingException {
    String hostile = "</script><!--<script>&amp;";

    String json = ResultsJson.forScript(List.of(hostile));

    assertFalse(json.contains("<") || json.contains(">") || json.contains("&"));
    assertEquals(hostile, READER.readTree(json).get(0).asText());
  }
}
