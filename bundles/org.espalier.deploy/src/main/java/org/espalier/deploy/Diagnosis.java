package org.espalier.deploy;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Explains what is installed and can't be had; a service, safe for many threads. */
@ProviderType
public interface Diagnosis {
  /**
   * Everything that is amiss: bundles that can't be resolved, components that lack a service or
   * whose activation failed, jars of the plugin folder that were refused; empty if all is well.
   */
  List<Problem> problems();
}
