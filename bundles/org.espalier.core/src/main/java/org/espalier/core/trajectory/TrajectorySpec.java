package org.espalier.core.trajectory;

import java.nio.file.Path;

/** What is about to be recorded, and where. */
public final class TrajectorySpec {
  private final Path folder;
  private final TrajectoryManifest manifest;
  private final float[] initialWeights;
  private final boolean gradients;

  /**
   * @param folder a folder that doesn't exist yet, or is empty
   * @param manifest what the trajectory is of
   * @param initialWeights θ₀ before the first step, p values; copied
   * @param gradients whether each step comes with its gradient
   */
  public TrajectorySpec(
      Path folder, TrajectoryManifest manifest, float[] initialWeights, boolean gradients) {
    if (initialWeights.length != manifest.layout().size()) {
      throw new IllegalArgumentException(
          "%d initial weights for %d parameters"
              .formatted(initialWeights.length, manifest.layout().size()));
    }
    this.folder = folder;
    this.manifest = manifest;
    this.initialWeights = initialWeights.clone();
    this.gradients = gradients;
  }

  public Path folder() {
    return folder;
  }

  public TrajectoryManifest manifest() {
    return manifest;
  }

  public float[] initialWeights() {
    return initialWeights.clone();
  }

  public boolean gradients() {
    return gradients;
  }
}
