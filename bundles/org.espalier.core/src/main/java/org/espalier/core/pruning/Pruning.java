package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What a policy answers: a mask, new values for the kept weights if it adjusts them, what it
 * predicts for the loss if it predicts, the scores that it ranked by, and notes.
 */
public final class Pruning {
  private final Mask mask;
  private final float @Nullable [] adjusted;
  private final @Nullable Prediction prediction;
  private final double @Nullable [] scores;
  private final List<String> notes;

  private Pruning(
      Mask mask,
      float @Nullable [] adjusted,
      @Nullable Prediction prediction,
      double @Nullable [] scores,
      List<String> notes) {
    this.mask = mask;
    this.adjusted = adjusted;
    this.prediction = prediction;
    this.scores = scores;
    this.notes = List.copyOf(notes);
  }

  /** Cuts by the mask and leaves the kept weights as they are. */
  public static Pruning of(Mask mask) {
    return new Pruning(mask, null, null, null, List.of());
  }

  /**
   * Replaces the kept weights.
   *
   * @param weights p values, of which the kept ones count; copied
   */
  public Pruning withWeights(float[] weights) {
    if (weights.length != mask.layout().size()) {
      throw new IllegalArgumentException(
          "%d adjusted weights for %d parameters".formatted(weights.length, mask.layout().size()));
    }
    return new Pruning(mask, weights.clone(), prediction, scores, notes);
  }

  /**
   * Adds what the cut is predicted to do to the loss.
   *
   * @throws IllegalArgumentException if it is not about as many parameters
   */
  public Pruning withPrediction(Prediction effects) {
    if (effects.size() != mask.layout().size()) {
      throw new IllegalArgumentException(
          "effects of %d weights for %d parameters"
              .formatted(effects.size(), mask.layout().size()));
    }
    return new Pruning(mask, adjusted, effects, scores, notes);
  }

  /**
   * Adds the scores that weights were ranked by.
   *
   * @param ranked p values, of which those of prunable weights count: the policy's criterion at the
   *     weights of the request, before anything was cut; the higher, the longer kept; copied
   * @throws IllegalArgumentException if they are not about as many parameters
   */
  public Pruning withScores(double[] ranked) {
    if (ranked.length != mask.layout().size()) {
      throw new IllegalArgumentException(
          "%d scores for %d parameters".formatted(ranked.length, mask.layout().size()));
    }
    return new Pruning(mask, adjusted, prediction, ranked.clone(), notes);
  }

  /** Adds a sentence for the results. */
  public Pruning withNote(String note) {
    return withNotes(List.of(note));
  }

  /** Adds sentences for the results, in order. */
  public Pruning withNotes(Collection<String> sentences) {
    List<String> more = new ArrayList<>(notes);
    more.addAll(sentences);
    return new Pruning(mask, adjusted, prediction, scores, more);
  }

  public Mask mask() {
    return mask;
  }

  /** Sentences for the results, in order. */
  public List<String> notes() {
    return notes;
  }

  /** What the policy predicts for the loss, if it does. */
  public Optional<Prediction> prediction() {
    return Optional.ofNullable(prediction);
  }

  /** The scores that weights were ranked by, p values, a copy; empty if the policy tells none. */
  public Optional<double[]> scores() {
    return scores == null ? Optional.empty() : Optional.of(scores.clone());
  }

  /** Whether the policy hands back new values for the kept weights. */
  public boolean adjustsWeights() {
    return adjusted != null;
  }

  /**
   * The pruned weights: adjusted where the policy adjusts them, zero where the mask cuts.
   *
   * @param weights θ, p values; left as they are
   */
  public float[] apply(float[] weights) {
    return mask.apply(adjusted == null ? weights : adjusted);
  }

  /** Names of the tensors that have lost every weight: a layer collapse (Tanaka et al. 2020). */
  public List<String> collapsed() {
    return mask.layout().prunable().stream()
        .filter(p -> mask.kept(p) == 0)
        .map(Parameter::name)
        .toList();
  }
}
