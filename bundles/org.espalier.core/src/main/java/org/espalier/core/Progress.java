package org.espalier.core;

import org.osgi.annotation.versioning.ProviderType;

/** Where long work tells how far it is, and asks whether it should go on; safe for many threads. */
@ProviderType
public interface Progress {
  /** A progress that nobody watches and nobody cancels. */
  Progress NONE =
      new Progress() {
        @Override
        public void at(long done, long total, String what) {}

        @Override
        public boolean isCancelled() {
          return false;
        }
      };

  /** Tells that {@code done} of {@code total} units of {@code what} are finished. */
  void at(long done, long total, String what);

  /** Whether the caller wants the work to stop. */
  boolean isCancelled();

  /**
   * Ends the work if the caller wants it to stop; to be called at least once a second.
   *
   * @throws CancelledException if cancelled
   */
  default void check() {
    if (isCancelled()) {
      throw new CancelledException();
    }
  }
}
