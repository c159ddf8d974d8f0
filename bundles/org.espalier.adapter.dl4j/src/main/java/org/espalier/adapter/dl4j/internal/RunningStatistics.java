package org.espalier.adapter.dl4j.internal;

import java.util.List;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/**
 * The means and variances that batch normalisations keep among their parameters. They have no
 * gradient: in its place DL4J puts the change that the step is to subtract as it is.
 */
final class RunningStatistics {
  private RunningStatistics() {}

  /** Tensors of running statistics, by offset. */
  static List<Parameter> of(ParameterLayout layout) {
    return layout.parameters().stream()
        .filter(p -> p.role() == ParameterRole.NORM)
        .filter(p -> !p.name().endsWith("_gamma") && !p.name().endsWith("_beta"))
        .toList();
  }
}
