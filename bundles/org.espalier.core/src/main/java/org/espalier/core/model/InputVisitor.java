package org.espalier.core.model;

import org.osgi.annotation.versioning.ConsumerType;

/** Is shown what a layer sees, column by column. */
@FunctionalInterface
@ConsumerType
public interface InputVisitor {
  /**
   * One column of X: the input of every unit at one position of one example.
   *
   * @param x d values, in the order in which the tensor stores the weights of one unit; valid only
   *     during the call
   */
  void column(float[] x);
}
