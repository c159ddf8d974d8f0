package org.espalier.core.model;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A model that whole neurons and filters can be removed from, so that it becomes smaller. */
@ConsumerType
public interface ReducibleModel extends PrunableModel {
  /**
   * The model without the units that a mask leaves unread: those whose every outgoing weight it
   * cuts, as {@link RemovableUnits} finds them. Where the weights that the mask cuts are zero, it
   * computes the same outputs. Its tensors have the names that they had.
   *
   * @return a model of its own, which the caller closes; this one stays as it is
   * @throws IllegalArgumentException if the mask is of another model
   * @throws org.espalier.core.EspalierException if a part of the model can't be followed; the line
   *     names it
   */
  PrunableModel reduce(Mask mask);

  /**
   * Weight tensors whose units can't be removed, by name, each with what is in the way, such as
   * {@code node 'cat' (Concat)}; an empty name stands for all. Empty if nothing is.
   */
  default Map<String, String> obstacles() {
    return Map.of();
  }
}
