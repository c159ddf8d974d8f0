package org.espalier.store.internal;

/**
 * How much memory a recording may take.
 *
 * @param bufferMegabytes bound of the steps that wait for the disk, in MiB; two steps always fit.
 *     64 covers a pause of the disk of 0.1 s at 0.6 GB/s
 */
public record RecorderOptions(int bufferMegabytes) {
  private static final int FEWEST_STEPS = 2;
  private static final int MOST_STEPS = 1024;

  public RecorderOptions {
    if (bufferMegabytes < 1 || bufferMegabytes > 1 << 20) {
      throw new IllegalArgumentException(
          "bufferMegabytes = " + bufferMegabytes + "; it must be from 1 to " + (1 << 20));
    }
  }

  public static RecorderOptions standard() {
    return new RecorderOptions(64);
  }

  /** How many steps may wait, each of so many bytes. */
  int steps(long stepBytes) {
    return (int)
        Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, ((long) bufferMegabytes << 20) / stepBytes));
  }
}
