package org.espalier.report.internal.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Values computed by other programs. */
final class References {
  private References() {}

  static Stream<JsonNode> json(String name) {
    try (InputStream stream =
        Objects.requireNonNull(References.class.getResourceAsStream(name), name)) {
      JsonNode all = new JsonMapper().readTree(stream);
      return StreamSupport.stream(all.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  static List<double[]> rows(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(References::numbers).toList();
  }

  static double[] halvings(JsonNode sample) {
    double[] x = numbers(sample.get("sparsities"));
    for (int i = 0; i < x.length; i++) {
      x[i] = -Math.log(1 - x[i]) / Math.log(2);
    }
    return x;
  }
}
