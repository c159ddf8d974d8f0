package org.espalier.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reference numbers that a script left as text: on each line a name and then values in decimal,
 * parted by spaces; lines of the same name are the rows of one matrix.
 */
public final class ReferenceTable {
  private final Map<String, List<String>> rows;

  private ReferenceTable(Map<String, List<String>> rows) {
    this.rows = rows;
  }

  /**
   * Reads a resource that stands beside a class.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ReferenceTable read(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + beside);
      }
      Map<String, List<String>> rows = new LinkedHashMap<>();
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        rows.merge(
            line.substring(0, space),
            List.of(line.substring(space + 1)),
            (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
      }
      return new ReferenceTable(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a name that has one row. */
  public double[] doubles(String name) {
    return parse(rows(name).get(0));
  }

  /** The values of a name that has one row, as the nearest floats. */
  public float[] floats(String name) {
    return toFloats(doubles(name));
  }

  /** The rows of a name, as the nearest floats. */
  public float[][] floatRows(String name) {
    return rows(name).stream().map(r -> toFloats(parse(r))).toArray(float[][]::new);
  }

  private List<String> rows(String name) {
    List<String> found = rows.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no " + name + " among " + rows.keySet());
    }
    return found;
  }

  private static double[] parse(String row) {
    return Arrays.stream(row.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }
}
