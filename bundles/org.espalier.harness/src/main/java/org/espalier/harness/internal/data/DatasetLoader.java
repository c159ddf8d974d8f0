package org.espalier.harness.internal.data;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.Suggestions;

/**
 * Loads data sets by name: built in, {@code csv:FILE}, {@code idx:IMAGES,LABELS}, {@code npy:…}.
 */
public final class DatasetLoader {
  /** The data sets in the box. */
  public static final List<String> BUILT_IN = List.of("breast-cancer", "digits", "synthetic");

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private DatasetLoader() {}

  /** Whether a data set is in the box. */
  public static boolean isBuiltIn(String name) {
    return BUILT_IN.contains(name);
  }

  /**
   * Refuses what can't be the name of a data set; files are not looked for.
   *
   * @throws IllegalArgumentException if the name is unknown, or names too few files
   */
  public static void requireName(String name) {
    String files = name.substring(name.indexOf(':') + 1);
    if (name.startsWith("csv:")) {
      if (files.isBlank()) {
        throw new IllegalArgumentException("data set 'csv:' names no file, as in csv:FILE");
      }
    } else if (name.startsWith("idx:") || name.startsWith("npy:")) {
      int comma = files.indexOf(',');
      if (comma < 1 || comma == files.length() - 1) {
        throw new IllegalArgumentException(
            "data set '" + name + "' needs two files, as in idx:IMAGES,LABELS");
      }
    } else if (!BUILT_IN.contains(name)) {
      throw new IllegalArgumentException(
          Suggestions.unknown("data set", name, BUILT_IN)
              + " (or csv:FILE, idx:IMAGES,LABELS, npy:FEATURES,LABELS)");
    }
  }

  /**
   * Loads a data set.
   *
   * @throws IllegalArgumentException if the name is unknown
   * @throws InvalidDataException if a file is missing, damaged or empty
   */
  public static LoadedData load(String name) {
    requireName(name);
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon + 1);
    String files = name.substring(colon + 1);
    return switch (kind) {
      case "digits" -> new LoadedData(digits(), 1347, false);
      case "breast-cancer" -> new LoadedData(breastCancer(), 427, true);
      case "synthetic" -> SyntheticData.load();
      case "csv:" -> LoadedData.usual(csv(Path.of(files)), true);
      case "idx:" -> LoadedData.usual(IdxData.read(first(files), second(files)), false);
      case "npy:" -> LoadedData.usual(NpyData.read(first(files), second(files)), true);
      default -> throw new IllegalStateException(name + " is built in, but not in the box");
    };
  }

  private static org.espalier.core.model.Dataset digits() {
    try (Reader reader = resource("digits.csv.gz")) {
      return new CsvData("digits", List.of(1, 8, 8), 1 / 16f).read(reader);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static org.espalier.core.model.Dataset breastCancer() {
    try (BufferedReader reader = resource("breast_cancer.csv")) {
      reader.readLine(); // the numbers of examples and features, and the names of the classes
      return new CsvData("breast-cancer", List.of(30), 1).read(reader);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BufferedReader resource(String name) throws IOException {
    InputStream stream = DatasetLoader.class.getResourceAsStream("/data/" + name);
    if (stream == null) {
      throw new IllegalStateException("resource data/" + name + " is missing from the bundle");
    }
    return text(name, stream);
  }

  private static org.espalier.core.model.Dataset csv(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidDataException("cannot read " + file + ": it is a folder; name a file");
    }
    try (Reader reader = text(file.toString(), Files.newInputStream(file))) {
      return new CsvData(file.getFileName().toString(), List.of(), 1).read(reader);
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(file + " is not text in UTF-8; save it as that", e);
    } catch (ZipException e) {
      throw new InvalidDataException(file + " is not gzip, or damaged: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new InvalidDataException(file + " is truncated or damaged; get it again", e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /** The text of a stream, unpacked if its name ends in {@code .gz}. */
  private static BufferedReader text(String name, InputStream stream) throws IOException {
    InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(stream) : stream;
    // A decoder of its own reports what is no UTF-8; a charset's would put a mark in its place.
    BufferedReader text =
        new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) { // as spreadsheets write one
      text.reset();
    }
    return text;
  }

  private static Path first(String files) {
    return Path.of(files.substring(0, files.indexOf(',')));
  }

  private static Path second(String files) {
    return Path.of(files.substring(files.indexOf(',') + 1));
  }
}
