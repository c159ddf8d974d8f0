package org.espalier.store.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.espalier.core.EspalierException;
import org.jspecify.annotations.Nullable;

/** The files that grow by a row a step. Where they are cut off, what counts is the whole steps. */
final class RowWriter implements AutoCloseable {
  private final RowFile updates;
  private final @Nullable RowFile gradients;
  private final RowFile losses;
  private int steps;

  private RowWriter(RowFile updates, @Nullable RowFile gradients, RowFile losses) {
    this.updates = updates;
    this.gradients = gradients;
    this.losses = losses;
  }

  /**
   * Creates the files; the updates come first, so that of two recordings into one folder only one
   * gets any further.
   */
  static RowWriter create(Path folder, int parameters, boolean gradients) {
    List<RowFile> created = new ArrayList<>();
    try {
      created.add(RowFile.create(folder.resolve(TrajectoryFolder.UPDATES), "<f4", parameters));
      if (gradients) {
        created.add(RowFile.create(folder.resolve(TrajectoryFolder.GRADIENTS), "<f4", parameters));
      }
      Path losses = folder.resolve(TrajectoryFolder.LOSSES);
      created.add(RowFile.create(losses, "<f8", TrajectoryFolder.LOSS_COLUMNS));
    } catch (EspalierException e) {
      created.forEach(RowFile::discard);
      throw e;
    }
    return new RowWriter(
        created.get(0), gradients ? created.get(1) : null, created.get(created.size() - 1));
  }

  /**
   * Appends steps: first all rows, file by file, then the headers that count them, so that a header
   * never counts a row that isn't there.
   */
  void append(List<Step> batch) {
    updates.append(buffers(batch, Step::update));
    if (gradients != null) {
      gradients.append(buffers(batch, Step::gradient));
    }
    losses.append(buffers(batch, Step::losses));
    steps = Math.addExact(steps, batch.size());
    files().forEach(file -> file.writeHeader(steps));
  }

  /** T so far. */
  int steps() {
    return steps;
  }

  void force() {
    files().forEach(RowFile::force);
  }

  @Override
  public void close() {
    files().forEach(RowFile::close);
  }

  void discard() {
    files().forEach(RowFile::discard);
  }

  private List<RowFile> files() {
    return gradients == null ? List.of(updates, losses) : List.of(updates, gradients, losses);
  }

  private static ByteBuffer[] buffers(List<Step> batch, Function<Step, ByteBuffer> part) {
    return batch.stream().map(part).toArray(ByteBuffer[]::new);
  }
}
