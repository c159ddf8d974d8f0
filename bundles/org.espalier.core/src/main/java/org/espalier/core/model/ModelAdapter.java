package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens models of one library; a service, safe for many threads, each with models of its own. The
 * same source gives the same model to the bit.
 */
@ConsumerType
public interface ModelAdapter {
  /**
   * Whether {@link #open} would take this source, told without loading the model: by the first
   * bytes or the index of a file, not by its name alone. A damaged model of the adapter's own is
   * supported, and refused when it is opened; a file that is missing or foreign is not.
   */
  boolean supports(ModelSource source);

  /**
   * Opens or builds a model; the caller closes it. Its file stays as it is until a model is saved
   * there.
   *
   * @throws org.espalier.core.InvalidDataException if the file is missing, empty, damaged or
   *     foreign; the line names it
   * @throws org.espalier.core.EspalierException if the adapter doesn't build such a model
   */
  PrunableModel open(ModelSource source);
}
