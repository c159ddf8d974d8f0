package org.espalier.store.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.npy.NpyHeader;

/**
 * An NPY matrix as found on disk, with a given element type.
 *
 * @param file where it is
 * @param header its checked header; the number of rows may be wrong in a file that was not finished
 * @param fileBytes size of the file
 */
record RowTable(Path file, NpyHeader header, long fileBytes) {

  /**
   * Reads and checks the header.
   *
   * @throws InvalidDataException if the file is missing, damaged, of another type or no matrix
   */
  static RowTable open(Path file, String dtype) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel, file);
      if (!header.dtype().equals(dtype)) {
        throw wrongType(file, header.dtype(), dtype);
      }
      if (header.fortranOrder()) {
        throw new InvalidDataException(
            file + " is in Fortran order; save it as numpy.ascontiguousarray(array)");
      }
      if (header.shape().size() != 2) {
        throw new InvalidDataException(
            "%s has the shape %s; it must be a matrix with a row for each step"
                .formatted(file, header.shape()));
      }
      return new RowTable(file, header, channel.size());
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /** The one line for elements of another type than the format's. */
  static InvalidDataException wrongType(Path file, String dtype, String wanted) {
    return new InvalidDataException(
        "%s holds %s; save it as array.astype('%s')".formatted(file, dtype, wanted));
  }

  int columns() {
    return header.shape().get(1);
  }

  /**
   * This table.
   *
   * @param of what has so many columns, for the message
   * @throws InvalidDataException if it has another number of columns
   */
  RowTable requireColumns(int columns, String of) {
    if (columns() != columns) {
      throw new InvalidDataException(
          "%s has %d columns, but %s are %d".formatted(file, columns(), of, columns));
    }
    return this;
  }

  /** Rows by the header. */
  int claimedRows() {
    return header.shape().get(0);
  }

  /** Whole rows by the size of the file. */
  int wholeRows() {
    long rows = (fileBytes - header.dataOffset()) / rowBytes();
    if (rows > Integer.MAX_VALUE) {
      throw new InvalidDataException(file + " has " + rows + " rows; the limit is 2^31 - 1");
    }
    return (int) rows;
  }

  /**
   * @throws InvalidDataException if the file has not exactly so many rows, by header and by size
   */
  void requireRows(int steps, String asIn) {
    if (claimedRows() != steps) {
      throw new InvalidDataException(
          "%s has %d rows, but %s has %d steps".formatted(file, claimedRows(), asIn, steps));
    }
    if (fileBytes != header.dataOffset() + header.dataBytes()) {
      throw new InvalidDataException(
          "%s has %d bytes where %d rows need %d: it is cut off or damaged"
              .formatted(file, fileBytes, steps, header.dataOffset() + header.dataBytes()));
    }
  }

  /** The first rows, read into memory. */
  ByteBuffer read(int rows) {
    long bytes = (long) rows * rowBytes();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new InvalidDataException(file + " has " + rows + " rows, too many to read whole");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer data = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (data.hasRemaining()) {
        if (channel.read(data, header.dataOffset() + (long) data.position()) < 0) {
          throw new InvalidDataException(file + " became shorter while it was read");
        }
      }
      return data.flip();
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  int rowBytes() {
    return columns() * header.itemBytes();
  }
}
