package org.espalier.core.model;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A model whose weights can be read, replaced and saved; for one thread at a time. */
@ConsumerType
public interface PrunableModel extends AutoCloseable {
  ParameterLayout layout();

  /** θ, a copy of p values. */
  float[] weights();

  /**
   * Replaces θ by a copy.
   *
   * @throws IllegalArgumentException if there are not p values; θ is then as it was
   */
  void setWeights(float[] weights);

  /**
   * Saves the model to a file that the same adapter opens again, with the same layout, weights and
   * outputs, over another file or in a new folder; the same model gives the same bytes. Written
   * aside, then moved. Parts that don't fit into it may go into files beside it, whose names begin
   * with its own.
   */
  void save(Path file);

  /** Files beside the model's own that it was opened from, too; none for most. */
  default List<Path> filesBeside() {
    return List.of();
  }

  /** Gives back what the model holds; closing again does nothing. */
  @Override
  void close();
}
