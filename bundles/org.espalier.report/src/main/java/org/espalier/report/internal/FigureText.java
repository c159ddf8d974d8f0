package org.espalier.report.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.harness.result.Cell;

/**
 * What a named figure is called on the page, and what it is.
 *
 * @param title a few words
 * @param meaning half a sentence
 * @param share whether it is a share, shown in per cent
 */
record FigureText(String title, String meaning, boolean share) {
  private static final String FLATNESS = "flatness.";
  private static final String BEFORE = "flatness.before.";

  private static final Map<String, FigureText> KNOWN = known();

  private static Map<String, FigureText> known() {
    Map<String, FigureText> known = new LinkedHashMap<>();
    known.put(
        "top5",
        new FigureText(
            "Top-5 accuracy",
            "Test examples whose label is among the five most probable classes, in %",
            true));
    known.put(
        "validation.accuracy",
        new FigureText(
            "Accuracy on the validation part",
            "Validation examples that are told right, in %",
            true));
    known.put(
        "validation.loss",
        new FigureText(
            "Loss on the validation part",
            "Mean cross-entropy on the validation part, in nats",
            false));
    known.put(
        "ablation.rankCorrelation",
        new FigureText(
            "Does the criterion rank as removal does?",
            "Spearman's rank correlation, over a sample of weights of the dense network, of the"
                + " score that the policy ranks by with what cutting that weight alone does to the"
                + " training loss; 1 where they agree",
            false));
    known.put(
        "useless.cut",
        new FigureText(
            "Useless weights that were cut",
            "Weights of the first layer that read a feature which tells nothing of the class: the"
                + " share that was cut, in %",
            true));
    known.put(
        "informative.cut",
        new FigureText(
            "Informative weights that were cut",
            "Weights of the first layer that read a feature which the class depends on: the share"
                + " that was cut, in %",
            true));
    known.put(
        Cell.LATENCY,
        new FigureText(
            "Latency",
            "Median time for 64 examples, in milliseconds, without the units that nothing reads"
                + " after the cut; other cells ran beside",
            false));
    known.put(
        Cell.SPEED_UP,
        new FigureText(
            "Speed-up",
            "How many times faster the network is without the units that nothing reads after the"
                + " cut, both measured by turns",
            false));
    known.put("lambdaMax", new FigureText("largest eigenvalue of the Hessian", "λmax", false));
    known.put("trace", new FigureText("trace of the Hessian", "Trace", false));
    known.put("keskar", new FigureText("ε-sharpness after Keskar", "ε-sharpness, in %", false));
    known.put(
        "sam", new FigureText("SAM sharpness", "Rise of the loss at distance ρ, in nats", false));
    known.put(
        "asam",
        new FigureText(
            "ASAM sharpness, scale-invariant",
            "Rise of the loss at a relative distance, in nats",
            false));
    known.put(
        "adaptiveTrace",
        new FigureText(
            "trace of D H D, scale-invariant", "Trace of D H D with D = diag |θ|", false));
    return known;
  }

  /** Of a name; one that nobody knows is shown as it is. */
  static FigureText of(String name) {
    if (name.startsWith(BEFORE)) {
      return flatness(name.substring(BEFORE.length()), ", dense weights along the cut's mask");
    }
    if (name.startsWith(FLATNESS)) {
      return flatness(name.substring(FLATNESS.length()), "");
    }
    return KNOWN.getOrDefault(name, new FigureText("Figure " + name, "The figure " + name, false));
  }

  /** Whether it has a table: what only says how a measure came about has none. */
  static boolean isShown(String name) {
    String measure = name.startsWith(BEFORE) ? name.substring(BEFORE.length()) : name;
    return (!measure.startsWith(FLATNESS) && measure.equals(name))
        || KNOWN.containsKey(measure.replace(FLATNESS, ""));
  }

  private static FigureText flatness(String measure, String of) {
    FigureText text = KNOWN.getOrDefault(measure, new FigureText(measure, measure, false));
    return new FigureText(
        "Flatness: " + text.title() + of,
        text.meaning() + of + ", along the kept weights and the biases on the training part",
        text.share());
  }
}
