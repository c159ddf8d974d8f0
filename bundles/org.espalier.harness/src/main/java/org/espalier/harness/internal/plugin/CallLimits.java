package org.espalier.harness.internal.plugin;

import java.time.Duration;

/**
 * What a plugin may do before it counts as broken.
 *
 * @param silence longest time without a sign of life: a look at the progress, or an end
 * @param total longest time of one call, signs or not; zero for no limit
 * @param grace how long an overdue call may take to stop, once when it is told to and once when it
 *     is interrupted
 * @param failures in a row after which a plugin is quarantined
 */
public record CallLimits(Duration silence, Duration total, Duration grace, int failures) {
  /** Ten minutes of silence, any time in all, five seconds to stop, three failures. */
  public static final CallLimits DEFAULT =
      new CallLimits(Duration.ofMinutes(10), Duration.ZERO, Duration.ofSeconds(5), 3);

  public CallLimits {
    if (silence.isNegative() || silence.isZero() || total.isNegative() || grace.isNegative()) {
      throw new IllegalArgumentException(
          "limits of %s silence, %s in all and %s grace; silence must be positive, none negative"
              .formatted(silence, total, grace));
    }
    if (failures < 1) {
      throw new IllegalArgumentException("failures = " + failures + "; at least 1");
    }
  }
}
