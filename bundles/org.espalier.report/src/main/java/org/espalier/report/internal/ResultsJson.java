package org.espalier.report.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;

/**
 * Results as JSON: the version of the format, then every component of {@link Results} by its name
 * and in its order, then the paired differences; a stage by its id, a number that is not finite as
 * null.
 */
final class ResultsJson {
  /** Changes when a reader would have to. */
  static final int FORMAT_VERSION = 2;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addSerializer(double.class, new FiniteOrNull())
                  .addSerializer(Stage.class, new StageId()))
          .build();

  private ResultsJson() {}

  static String render(Results results) {
    ObjectNode document = MAPPER.createObjectNode().put("formatVersion", FORMAT_VERSION);
    document.setAll(MAPPER.<ObjectNode>valueToTree(results));
    document.set("differences", MAPPER.valueToTree(differences(results)));
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      return MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(document)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always becomes JSON", e);
    }
  }

  /** Those to each reference, then those of the measured loss change to its substitutes. */
  private static List<Map<String, Object>> differences(Results results) {
    Comparison comparison = new Comparison(results);
    Differences differences = new Differences(comparison);
    List<Map<String, Object>> all = new ArrayList<>();
    for (Method reference : comparison.references()) {
      differences.leads(reference).forEach(t -> all.add(difference("reference", t)));
    }
    differences.lossChanges().forEach(t -> all.add(difference("loss-change", t)));
    return all;
  }

  private static Map<String, Object> difference(String kind, TestedDifference tested) {
    PairedDifference difference = tested.difference();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind);
    map.put("method", tested.method().name());
    map.put("against", tested.other().name());
    map.put("stage", tested.column().stage());
    map.put("sparsity", tested.column().sparsity());
    map.put("seeds", difference.seeds());
    map.put("mean", difference.mean());
    map.put("low", difference.low());
    map.put("high", difference.high());
    map.put("p", difference.p());
    map.put("adjustedP", tested.adjusted());
    return map;
  }

  /**
   * JSON on one line, safe inside a {@code <script>} element: no text in it can end the element or
   * open a comment.
   */
  static String forScript(Object value) {
    try {
      return MAPPER
          .writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of text and numbers always become JSON", e);
    }
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        to.writeNumber(value);
      } else {
        to.writeNull();
      }
    }
  }

  private static final class StageId extends StdSerializer<Stage> {
    private static final long serialVersionUID = 1L;

    StageId() {
      super(Stage.class);
    }

    @Override
    public void serialize(Stage value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(value.id());
    }
  }
}
