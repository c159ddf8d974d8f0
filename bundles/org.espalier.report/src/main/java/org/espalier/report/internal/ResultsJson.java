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
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;

/**
 * Results as JSON: the version of the format, then every component of {@link Results} by its name
 * and in its order, then what is {@link Derived} from them; a stage by its id, a number that is not
 * finite as null.
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
    return render(results, Masks.NONE);
  }

  static String render(Results results, Masks masks) {
    ObjectNode document = MAPPER.createObjectNode().put("formatVersion", FORMAT_VERSION);
    document.setAll(MAPPER.<ObjectNode>valueToTree(results));
    Derived.of(results, masks).forEach((key, all) -> document.set(key, MAPPER.valueToTree(all)));
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
