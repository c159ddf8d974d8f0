package org.espalier.harness.internal.command;

import org.espalier.core.Progress;

/** The progress of one of several parts of equal weight, told in percent of the whole. */
record PartProgress(Progress whole, int part, int parts, String name) implements Progress {
  private static final int PERCENT = 100;

  @Override
  public void at(long done, long total, String what) {
    double share = total > 0 ? Math.min(1, (double) done / total) : 0;
    long percent = (long) (PERCENT * (part + share) / parts);
    whole.at(percent, PERCENT, "percent, " + name);
  }

  @Override
  public boolean isCancelled() {
    return whole.isCancelled();
  }
}
