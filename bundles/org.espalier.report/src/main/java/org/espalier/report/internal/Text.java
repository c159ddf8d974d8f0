package org.espalier.report.internal;

import java.util.List;
import java.util.Locale;
import org.espalier.harness.result.Stage;

/** Numbers and lists as the page spells them; a share is shown in percent without the sign. */
final class Text {
  private static final String NONE = "–";

  private Text() {}

  /** A share in percent to one decimal. */
  static String percent(double share) {
    return fixed(100 * share, 1);
  }

  /** A sparsity in percent, no more decimals than it has, at most three. */
  static String sparsity(double share) {
    return withoutZeros(fixed(100 * share, 3));
  }

  /** Sparsities in percent as a phrase: {@code 80, 90 and 95 %}. */
  static String sparsities(List<Double> shares) {
    return list(shares.stream().map(Text::sparsity).toList()) + " %";
  }

  /** A difference of shares in points, always with its sign. */
  static String points(double difference) {
    String text = percent(difference);
    return text.equals("0.0") || text.startsWith("−") || text.equals(NONE) ? text : "+" + text;
  }

  /** A number with so many decimals; a dash if it is not finite; a true minus sign. */
  static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text.replace('-', '−');
  }

  /** A number of unknown scale to four significant digits. */
  static String significant(double value) {
    return significant(value, 4);
  }

  /** A number of unknown scale to a few significant digits. */
  static String significant(double value, int digits) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value).replace('-', '−');
    }
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e6) {
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value).replace('-', '−');
    }
    int decimals = Math.max(0, digits - 1 - (int) Math.floor(Math.log10(size)));
    return withoutZeros(fixed(value, decimals));
  }

  /** A p value, such as {@code p = 0.032}; one that shows as 0 is told to be below. */
  static String probability(double p) {
    if (p < 0.001) {
      return "p < 0.001";
    }
    return "p = " + withoutZeros(fixed(p, p < 0.1 ? 3 : 2));
  }

  /** Items as a phrase: {@code a, b and c}. */
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** A large number, rounded, in groups of three digits. */
  static String count(double n) {
    return Double.isFinite(n) ? String.format(Locale.ROOT, "%,d", Math.round(n)) : NONE;
  }

  /** A number and its noun. */
  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** A name of at most so many letters, its middle left out where it is longer. */
  static String shortened(String name, int letters) {
    if (name.length() <= letters) {
      return name;
    }
    int tail = (letters - 1) / 2;
    return name.substring(0, letters - 1 - tail) + "…" + name.substring(name.length() - tail);
  }

  static String capitalized(Stage stage) {
    String id = stage.id();
    return Character.toUpperCase(id.charAt(0)) + id.substring(1);
  }

  private static String withoutZeros(String text) {
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
