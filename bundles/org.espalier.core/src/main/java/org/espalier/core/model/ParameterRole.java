package org.espalier.core.model;

/** What a tensor of parameters does in its layer. */
public enum ParameterRole {
  /** Weights of a dense or convolutional layer. */
  WEIGHT,
  /** A unit's additive constant. */
  BIAS,
  /** Scale, shift or running statistics of a normalisation. */
  NORM,
  /** Anything else. */
  OTHER
}
