package org.espalier.store.internal;

import java.util.Locale;

/** How a constant is spelt in a manifest: {@code same-minibatch}. */
final class Spelling {
  private Spelling() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
