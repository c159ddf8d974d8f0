package org.espalier.core.model;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Where a model comes from. */
@ProviderType
public sealed interface ModelSource {
  /** A saved model. */
  record File(Path path) implements ModelSource {}

  /** A new model; weights by He et al. 2015 (normal, variance 2 ÷ fan-in), biases zero. */
  record New(Architecture architecture, long seed) implements ModelSource {}
}
