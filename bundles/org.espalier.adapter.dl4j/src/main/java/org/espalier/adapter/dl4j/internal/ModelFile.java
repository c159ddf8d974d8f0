package org.espalier.adapter.dl4j.internal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The zip that DL4J's ModelSerializer reads and writes: a configuration and its coefficients. */
public final class ModelFile {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";

  private ModelFile() {}

  /** A network as it is on disk. */
  static final class Content {
    final MultiLayerConfiguration configuration;
    final float[] weights;

    private Content(MultiLayerConfiguration configuration, float[] weights) {
      this.configuration = configuration;
      this.weights = weights;
    }
  }

  /**
   * Whether the file is a model of DL4J or may have been one before it was damaged: a zip with one
   * of its parts, or by its first bytes or name a zip whose index can't be read. {@link #read}
   * tells what is wrong with it.
   */
  public static boolean looksLikeOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(CONFIGURATION) != null || zip.getEntry(COEFFICIENTS) != null;
    } catch (IOException e) {
      return beginsLikeZip(file) || file.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }
  }

  private static boolean beginsLikeZip(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a network.
   *
   * @throws InvalidDataException if the file is missing, damaged, foreign, or no MultiLayerNetwork
   */
  static Content read(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidDataException(
          "cannot read " + file + ": it is a folder; name a model's file");
    }
    requireReadable(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      requireIntact(zip, file);
      String json = new String(bytes(zip, file, CONFIGURATION), StandardCharsets.UTF_8);
      if (json.contains("\"vertices\"") && json.contains("\"networkInputs\"")) {
        throw new InvalidDataException(
            file + " holds a ComputationGraph; only a MultiLayerNetwork can be opened");
      }
      MultiLayerConfiguration configuration = configuration(file, json);
      return new Content(configuration, coefficients(zip, file));
    } catch (ZipException e) {
      throw new InvalidDataException(
          beginsLikeZip(file)
              ? file + " is damaged: it is a truncated zip file; save or copy it again"
              : file + " is not a Deeplearning4j model: it is no zip file",
          e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  private static void requireReadable(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      in.read();
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /** Reads every entry to its end and compares checksums, which ZipFile doesn't. */
  private static void requireIntact(ZipFile zip, Path file) throws IOException {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      CRC32 checksum = new CRC32();
      try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (ZipException | EOFException e) {
        throw damaged(file, entry.getName() + " can't be unpacked", e);
      }
      if (checksum.getValue() != entry.getCrc()) {
        throw damaged(file, "the checksum of its " + entry.getName() + " is wrong", null);
      }
    }
  }

  private static InvalidDataException damaged(Path file, String why, @Nullable Exception cause) {
    String line = file + " is damaged: " + why + "; save or copy it again";
    return cause == null ? new InvalidDataException(line) : new InvalidDataException(line, cause);
  }

  private static byte[] bytes(ZipFile zip, Path file, String name) throws IOException {
    try (InputStream in = zip.getInputStream(entry(zip, file, name))) {
      return in.readAllBytes();
    }
  }

  private static ZipEntry entry(ZipFile zip, Path file, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InvalidDataException(
          file + " is not a Deeplearning4j model: there is no " + name + " in it");
    }
    return entry;
  }

  private static MultiLayerConfiguration configuration(Path file, String json) {
    try {
      return MultiLayerConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw damaged(file, "its " + CONFIGURATION + " is not a network's", e);
    }
  }

  private static float[] coefficients(ZipFile zip, Path file) throws IOException {
    ZipEntry entry = entry(zip, file, COEFFICIENTS);
    INDArray array;
    boolean more;
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
      array = Nd4j.read(in);
      more = in.read() >= 0;
    } catch (RuntimeException | IOException e) {
      throw damaged(file, "its " + COEFFICIENTS + " is cut short or garbled", e);
    }
    try (array) {
      if (more) {
        throw damaged(file, "its " + COEFFICIENTS + " has more bytes than its shape says", null);
      }
      if (array.dataType() != DataType.FLOAT) {
        throw new InvalidDataException(
            "%s holds weights of type %s; convert the network to FLOAT and save it again"
                .formatted(file, array.dataType()));
      }
      return FlatArray.read(array, new float[Math.toIntExact(array.length())]);
    }
  }

  /** Writes a network so that the same network gives the same bytes; without updater state. */
  static void write(Path file, String configuration, INDArray weights) {
    SafeFile.write(
        file,
        aside -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside));
              ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(timeless(CONFIGURATION));
            zip.write(configuration.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(timeless(COEFFICIENTS));
            DataOutputStream data = new DataOutputStream(zip);
            Nd4j.write(weights, data);
            data.flush();
          }
        });
  }

  private static ZipEntry timeless(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }
}
