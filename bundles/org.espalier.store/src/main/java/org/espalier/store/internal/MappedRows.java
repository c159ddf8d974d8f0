package org.espalier.store.internal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.espalier.core.SafeFile;
import org.espalier.core.trajectory.FloatRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows of float32 in a file that is mapped to memory, in as many mappings as its size takes, each
 * of whole rows below 2 GB. The file must not be made shorter while it is open: the JVM reports
 * reading past its new end as an InternalError.
 */
final class MappedRows implements FloatRows {
  private final RowTable table;
  private final int rows;
  private final int rowsPerMapping;

  /**
   * Null once closed. JDK 17 offers no unmapping that is safe while others may still read, so
   * closing only drops the mappings: the collector unmaps them when no row is referred to any more.
   * The file's handle is closed right after mapping, so on Linux the file can be deleted at any
   * time.
   */
  private volatile FloatBuffer @Nullable [] mappings;

  private MappedRows(RowTable table, int rows, int rowsPerMapping, FloatBuffer[] mappings) {
    this.table = table;
    this.rows = rows;
    this.rowsPerMapping = rowsPerMapping;
    this.mappings = mappings;
  }

  /**
   * Maps the first rows of a file.
   *
   * @param mostBytes of one mapping; at least one row
   */
  static MappedRows map(RowTable table, int rows, int mostBytes) {
    int rowsPerMapping = Math.max(1, mostBytes / table.rowBytes());
    try (FileChannel channel = FileChannel.open(table.file(), StandardOpenOption.READ)) {
      FloatBuffer[] mappings =
          new FloatBuffer[(int) (((long) rows + rowsPerMapping - 1) / rowsPerMapping)];
      for (int i = 0; i < mappings.length; i++) {
        long first = (long) i * rowsPerMapping;
        long count = Math.min(rowsPerMapping, rows - first);
        long offset = table.header().dataOffset() + first * table.rowBytes();
        mappings[i] =
            channel
                .map(MapMode.READ_ONLY, offset, count * table.rowBytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
      }
      return new MappedRows(table, rows, rowsPerMapping, mappings);
    } catch (IOException e) {
      throw SafeFile.cannotRead(table.file(), e);
    }
  }

  @Override
  public int rows() {
    requireOpen();
    return rows;
  }

  @Override
  public int columns() {
    return table.columns();
  }

  @Override
  public FloatBuffer row(int row) {
    FloatBuffer[] open = requireOpen();
    Objects.checkIndex(row, rows);
    return open[row / rowsPerMapping].slice(row % rowsPerMapping * columns(), columns());
  }

  void close() {
    mappings = null;
  }

  private FloatBuffer[] requireOpen() {
    FloatBuffer[] open = mappings;
    if (open == null) {
      throw new IllegalStateException("the trajectory of " + table.file() + " is closed");
    }
    return open;
  }
}
