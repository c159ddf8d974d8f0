package org.espalier.core;

import java.util.Locale;

/** What a plugin is, by the service that it provides. */
public enum PluginKind {
  /** Records trajectories: {@code TrajectoryRecorder}. */
  RECORDER,
  /** Opens recorded trajectories: {@code TrajectoryReader}. */
  READER,
  /** Finds what is Granger-predictive of the loss: {@code CausalityEstimator}. */
  ESTIMATOR,
  /** Decides which weights to cut: {@code PruningPolicy}. */
  POLICY,
  /** Opens models of one library: {@code ModelAdapter}. */
  ADAPTER;

  /** Its name in listings and errors. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
