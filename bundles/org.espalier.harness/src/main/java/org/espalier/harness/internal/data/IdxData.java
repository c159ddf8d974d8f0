package org.espalier.harness.internal.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Dataset;

/** Reads MNIST's IDX format: unsigned bytes, gz or not; pixels are divided by 255. */
final class IdxData {
  private static final int UNSIGNED_BYTE = 0x08;

  private IdxData() {}

  static Dataset read(Path images, Path labels) {
    Bytes pixels = bytes(images, 3);
    Bytes classes = bytes(labels, 1);
    if (pixels.axes[0] != classes.axes[0]) {
      throw new InvalidDataException(
          "%s has %d images, but %s has %d labels"
              .formatted(images, pixels.axes[0], labels, classes.axes[0]));
    }
    float[] features = new float[pixels.values.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (pixels.values[i] & 0xff) / 255f;
    }
    int[] numbers = new int[classes.values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = classes.values[i] & 0xff;
    }
    List<Integer> shape = List.of(1, pixels.axes[1], pixels.axes[2]);
    try {
      return new Dataset(
          images.getFileName().toString(),
          shape,
          features,
          numbers,
          Labels.classes(labels, numbers));
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(images + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Bytes(int[] axes, byte[] values) {}

  private static Bytes bytes(Path file, int dimensions) {
    try (DataInputStream in = open(file)) {
      int magic = in.readInt();
      if (magic >>> 16 != 0 || (magic >> 8 & 0xff) != UNSIGNED_BYTE) {
        throw new InvalidDataException(file + " is not IDX with unsigned bytes");
      }
      if ((magic & 0xff) != dimensions) {
        throw new InvalidDataException(
            "%s has %d dimensions; expected %d".formatted(file, magic & 0xff, dimensions));
      }
      int[] axes = new int[dimensions];
      long size = 1;
      for (int i = 0; i < dimensions; i++) {
        axes[i] = in.readInt();
        size = axes[i] < 0 || size > Integer.MAX_VALUE ? Long.MAX_VALUE : size * axes[i];
      }
      if (size > Integer.MAX_VALUE) {
        throw new InvalidDataException(file + " claims more than 2^31 values");
      }
      // Read what is there rather than allocate what the header claims.
      byte[] values = in.readNBytes((int) size);
      if (values.length < size) {
        throw new EOFException();
      }
      if (in.read() >= 0) {
        throw new InvalidDataException(file + " goes on after the values that its header claims");
      }
      return new Bytes(axes, values);
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(file + " is truncated or damaged; get it again", e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file));
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return new DataInputStream(gzip ? new BufferedInputStream(new GZIPInputStream(raw)) : raw);
  }
}
