package org.espalier.shell.internal;

/** What several commands say of an option. */
final class Descriptions {
  /** Of {@code --dataset}. */
  static final String DATASETS =
      "digits, breast-cancer, synthetic, csv:FILE, idx:IMAGES,LABELS or npy:FEATURES,LABELS.";

  private Descriptions() {}
}
