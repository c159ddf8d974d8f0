package org.espalier.harness.result;

/** When in a network's life a cell was measured. */
public enum Stage {
  /** Trained, not pruned: the control. */
  DENSE("dense"),
  /** Pruned in one shot, not trained further. */
  ONE_SHOT("one-shot"),
  /** Pruned and trained further. */
  FINE_TUNED("fine-tuned");

  private final String id;

  Stage(String id) {
    this.id = id;
  }

  /** The name in result files. */
  public String id() {
    return id;
  }
}
