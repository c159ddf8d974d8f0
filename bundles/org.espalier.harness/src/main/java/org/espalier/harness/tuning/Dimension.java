package org.espalier.harness.tuning;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting that is varied: a range of numbers, or a choice of words.
 *
 * @param key {@code PLUGIN.OPTION}, {@code schedule.rounds} or {@code fineTuning.learningRate}
 * @param choices the words; empty for a range
 * @param low least number
 * @param high greatest number
 * @param log whether numbers are spread evenly by their logarithm
 * @param integer whether numbers are whole
 */
public record Dimension(
    String key, List<String> choices, double low, double high, boolean log, boolean integer) {
  private static final Pattern RANGE = Pattern.compile("(\\S+?)\\.\\.(\\S+?)(:log)?");

  public Dimension {
    choices = List.copyOf(choices);
    if (choices.isEmpty() && !(low < high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "%s varies from %s to %s; the first must be below the second".formatted(key, low, high));
    }
    if (choices.isEmpty() && log && low <= 0) {
      throw new IllegalArgumentException(
          "%s begins at %s; a logarithmic range begins above 0".formatted(key, low));
    }
    if (choices.size() == 1) {
      throw new IllegalArgumentException(key + " has one choice alone, " + choices.get(0));
    }
  }

  /**
   * Reads {@code lasso-granger.lambdaRatio=0.01..0.5:log}, {@code schedule.rounds=1..8} or {@code
   * magnitude.flow=on|off}. A range between whole numbers is of whole numbers; write 1.0 for
   * others.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Dimension parse(String text) {
    int equals = text.indexOf('=');
    int dot = text.indexOf('.');
    if (dot < 1 || equals < dot + 2) {
      throw wrong(text);
    }
    String key = text.substring(0, equals);
    String values = text.substring(equals + 1);
    Matcher range = RANGE.matcher(values);
    if (!range.matches()) {
      List<String> choices = List.of(values.split("\\|", -1));
      if (choices.stream().anyMatch(String::isBlank)) {
        throw wrong(text);
      }
      return new Dimension(key, choices, 0, 0, false, false);
    }
    String low = range.group(1);
    String high = range.group(2);
    try {
      return new Dimension(
          key,
          List.of(),
          Double.parseDouble(low),
          Double.parseDouble(high),
          range.group(3) != null,
          low.matches("-?\\d+") && high.matches("-?\\d+"));
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'%s' says not what to vary; it is as in lasso-granger.lambdaRatio=0.01..0.5:log or"
                .formatted(text)
            + " magnitude.flow=on|off");
  }

  /** Coordinates that it takes in the unit cube: one, or one a choice. */
  public int width() {
    return Math.max(1, choices.size());
  }

  /**
   * The value at a place.
   *
   * @param place {@link #width} coordinates in [0, 1]; the largest picks a choice
   */
  public String value(double[] place) {
    if (!choices.isEmpty()) {
      int best = 0;
      for (int i = 1; i < place.length; i++) {
        best = place[i] > place[best] ? i : best;
      }
      return choices.get(best);
    }
    double number =
        log
            ? Math.exp(Math.log(low) + place[0] * (Math.log(high) - Math.log(low)))
            : low + place[0] * (high - low);
    return integer
        ? Long.toString(Math.round(number))
        : String.format(Locale.ROOT, "%.4g", number).replaceFirst("(\\.\\d*?)0+($|e)", "$1$2");
  }

  /** The place of a value, rounded as it is; the inverse of {@link #value}. */
  public double[] place(String value) {
    double[] place = new double[width()];
    if (!choices.isEmpty()) {
      place[choices.indexOf(value)] = 1;
      return place;
    }
    double number = Double.parseDouble(value);
    place[0] =
        log
            ? (Math.log(number) - Math.log(low)) / (Math.log(high) - Math.log(low))
            : (number - low) / (high - low);
    return place;
  }
}
