package org.espalier.harness.internal.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;

/**
 * Reads comma-separated examples, one a line: real features, then the class as the last column. A
 * first line is a header if it has names and no number before its last field. Classes are numbered
 * in numeric order, or in alphabetic order where one of them is not a number. Numbers are decimal.
 */
final class CsvData {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  /** What programs write where there is no number; no name of a column. */
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "(?:|\\?|n/?a|null|[+-]?(?:nan|inf|infinity|0x.*))", Pattern.CASE_INSENSITIVE);

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
    if (rows.size() > 1 && isHeader(rows.get(0))) {
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
      classes.add(label(row, width));
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
      IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e);
      if (cause instanceof EOFException
          || cause instanceof ZipException
          || cause instanceof FileSystemException
          || cause instanceof CharacterCodingException) {
        throw cause; // of the file, not of its text
      }
      throw new InvalidDataException(
          "data set " + name + " is not comma-separated text: " + cause.getMessage(), e);
    }
  }

  private static boolean isHeader(Row first) {
    List<String> features = first.fields().toList().subList(0, first.size() - 1);
    return features.stream().noneMatch(CsvData::isNumber)
        && features.stream().anyMatch(f -> !NO_NUMBER.matcher(f.strip()).matches());
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

  private String label(Row row, int column) {
    String text = row.get(column).strip();
    if (text.isEmpty()) {
      throw new InvalidDataException(
          "data set %s has no class in line %d".formatted(name, row.line()));
    }
    if (text.equalsIgnoreCase("nan")) {
      throw new InvalidDataException(
          "data set %s has class '%s' in line %d: no class at all"
              .formatted(name, text, row.line()));
    }
    return text;
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text.strip()).matches();
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
