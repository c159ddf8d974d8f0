package org.espalier.shell.internal;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers for a person: three digits that count. */
final class Figures {
  private static final double LARGE = 1e6;
  private static final double SMALL = 1e-3;
  private static final double WHOLE = 100;
  private static final double LEAST_P = 0.001;

  private Figures() {}

  static String of(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    } else if (size >= LARGE || size < SMALL) {
      return String.format(Locale.ROOT, "%.2e", value);
    } else if (size >= WHOLE) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3g", value);
  }

  /** Of a correlation or a share, which are none the better for digits far behind the point. */
  static String share(OptionalDouble value) {
    if (value.isEmpty()) {
      return "not defined";
    }
    String text = String.format(Locale.ROOT, "%.3f", value.getAsDouble());
    return text.equals("-0.000") ? "0.000" : text;
  }

  /** A count, or the mean of counts. */
  static String whole(double count) {
    return String.format(Locale.ROOT, count == Math.rint(count) ? "%,.0f" : "%,.1f", count);
  }

  static String count(int count, String what) {
    return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  static String p(double p) {
    return p < LEAST_P ? "p < 0.001" : "p " + String.format(Locale.ROOT, "%.3f", p);
  }
}
