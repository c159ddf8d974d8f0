package org.espalier.harness.internal.data;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;

/**
 * Reads comma-separated examples, one a line: real features, then the class as the last column. A
 * first line whose first fields are not all numbers, or whose length differs, is a header. Classes
 * are numbered in numeric order, or in alphabetic order where one of them is not a number.
 */
final class CsvData {
  private final String name;
  private final List<Integer> shape;
  private final float factor;

  /**
   * @param name what errors and reports call it
   * @param shape of an example, or empty to take as many as there are
   * @param factor multiplies every feature
   */
  CsvData(String name, List<Integer> shape, float factor) {
    this.name = name;
    this.shape = shape;
    this.factor = factor;
  }

  Dataset read(Reader reader) throws IOException {
    List<Row> rows = rows(reader);
    if (rows.size() > 1 && isHeader(rows.get(0), rows.get(1).size())) {
      rows = rows.subList(1, rows.size());
    }
    if (rows.isEmpty()) {
      throw new InvalidDataException("data set " + name + " has no examples");
    }
    int width = rows.get(0).size() - 1;
    if (width < 1) {
      throw new InvalidDataException(
          "data set " + name + " has one column; it needs features and, last, the class");
    }
    float[] features = new float[Math.multiplyExact(rows.size(), width)];
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.size() != width + 1) {
        throw new InvalidDataException(
            "data set %s has %d columns in line %d, but %d before"
                .formatted(name, row.size(), row.line(), width + 1));
      }
      for (int k = 0; k < width; k++) {
        features[i * width + k] = factor * number(row, k);
      }
      if (row.get(width).isBlank()) {
        throw new InvalidDataException(
            "data set %s has no class in line %d".formatted(name, row.line()));
      }
      classes.add(row.get(width).strip());
    }
    Map<String, Integer> numbers = number(classes);
    return new Dataset(
        name,
        shape.isEmpty() ? List.of(width) : shape,
        features,
        classes.stream().mapToInt(numbers::get).toArray(),
        numbers.size());
  }

  /**
   * @param line the last one of the file that the record is on, counted from 1
   */
  private record Row(CSVRecord fields, long line) {
    int size() {
      return fields.size();
    }

    String get(int column) {
      return fields.get(column);
    }
  }

  private List<Row> rows(Reader reader) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).build();
    try (CSVParser parser = CSVParser.parse(reader, format)) {
      List<Row> rows = new ArrayList<>();
      for (CSVRecord fields : parser) {
        rows.add(new Row(fields, parser.getCurrentLineNumber()));
      }
      return rows;
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new InvalidDataException(
          "data set " + name + " is not comma-separated text: " + e.getMessage(), e);
    }
  }

  private static boolean isHeader(Row first, int usualSize) {
    if (first.size() != usualSize) {
      return true;
    }
    for (int k = 0; k < first.size() - 1; k++) {
      if (!isNumber(first.get(k))) {
        return true;
      }
    }
    return false;
  }

  private float number(Row row, int column) {
    String text = row.get(column).strip();
    if (!isNumber(text) || !Float.isFinite(Float.parseFloat(text))) {
      throw new InvalidDataException(
          "data set %s has '%s' in line %d, column %d; features are finite numbers"
              .formatted(name, text, row.line(), column + 1));
    }
    return Float.parseFloat(text);
  }

  private static boolean isNumber(String text) {
    try {
      Float.parseFloat(text.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static Map<String, Integer> number(List<String> classes) {
    boolean numeric = classes.stream().allMatch(CsvData::isNumber);
    Comparator<String> order =
        numeric ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder();
    Map<String, Integer> numbers = new TreeMap<>(order);
    classes.forEach(c -> numbers.put(c, 0));
    int next = 0;
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      entry.setValue(next++);
    }
    return numbers;
  }
}
