package org.espalier.core.trajectory;

/** How the rows of a trajectory came about. */
public enum TrajectoryKind {
  /** Steps of an optimiser: each row leads from one θ to the next. */
  TRAINING,
  /**
   * Random perturbations of weights that stay as they are: each row leads away from the same θ, and
   * the next begins there again. There is no optimiser, no learning rate and no gradient in it.
   */
  INTERVENTIONAL
}
