package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;

final class ResultsJsonTest {
  private static final JsonMapper READER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addDeserializer(double.class, new NullIsNaN())
                  .addDeserializer(Double.class, new NullIsNaN())
                  .addDeserializer(Stage.class, new StageById()))
          .build();

  @Test
  void readsBackAsItWas() throws JsonProcessingException {
    for (Results results :
        List.of(SampleResults.full(3), SampleResults.denseOnly(), SampleResults.empty())) {
      ObjectNode tree = (ObjectNode) READER.readTree(ResultsJson.render(results));
      tree.remove(List.of("formatVersion", "differences"));

      assertEquals(results, READER.treeToValue(tree, Results.class));
    }
  }

  @Test
  void tellsItsVersionFirst() {
    assertTrue(
        ResultsJson.render(SampleResults.empty())
            .startsWith("{\n  \"formatVersion\" : 1,\n  \"experiment\" : \"default\","));
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
          if (d.get("method").asText().equals("snip")) {
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

  @Test
  void textForAScriptCannotEndIt() throws JsonProcessingException {
    String hostile = "</script><!--<script>&amp;";

    String json = ResultsJson.forScript(List.of(hostile));

    assertFalse(json.contains("<") || json.contains(">") || json.contains("&"));
    assertEquals(hostile, READER.readTree(json).get(0).asText());
  }

  private static final class NullIsNaN extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    NullIsNaN() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return from.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  private static final class StageById extends StdDeserializer<Stage> {
    private static final long serialVersionUID = 1L;

    StageById() {
      super(Stage.class);
    }

    @Override
    public Stage deserialize(JsonParser from, DeserializationContext context) throws IOException {
      String id = from.getText();
      return List.of(Stage.values()).stream()
          .filter(s -> s.id().equals(id))
          .findFirst()
          .orElseThrow();
    }
  }
}
