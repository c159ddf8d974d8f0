package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/** Opens models of one library; a service, safe for many threads. */
@ConsumerType
public interface ModelAdapter {
  /** Whether {@link #open} would take this source, told without loading the model. */
  boolean supports(ModelSource source);

  /**
   * Opens or builds a model; the caller closes it.
   *
   * @throws org.espalier.core.InvalidDataException if the file is missing, damaged or foreign
   */
  PrunableModel open(ModelSource source);
}
