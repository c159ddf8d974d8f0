package org.espalier.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.Options;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.Resolution;

/** What the single commands are asked, and what they answer. */
public final class Work {
  private Work() {}

  /**
   * Train and record.
   *
   * @param model a network's name, or a saved model's file
   * @param dataset a data set's name
   * @param steps optimiser steps to record
   * @param recipe how to train; its epochs don't count
   * @param lossAfter how the loss after a step is measured
   * @param gradients whether gradients are recorded beside the updates
   * @param seed of the split, the initial weights and the minibatches
   * @param out folder of the trajectory; must not hold anything
   */
  public record RecordRequest(
      String model,
      String dataset,
      int steps,
      TrainingRecipe recipe,
      LossAfter lossAfter,
      boolean gradients,
      long seed,
      Path out) {}

  /**
   * A recorded training.
   *
   * @param trajectory the folder
   * @param model file of the trained model
   * @param parameters p
   * @param report steps, time and recording's share
   * @param evaluation on the test part
   */
  public record Recorded(
      Path trajectory, Path model, int parameters, TrainingReport report, Evaluation evaluation) {}

  /**
   * Perturb a model that stays as it is, and record what its loss does.
   *
   * @param model a saved model's file
   * @param dataset a data set's name; minibatches are of its training part
   * @param blocks what is perturbed as one
   * @param steps rows to record, two for each pair of opposite perturbations
   * @param scale deviation of a perturbation, in root mean squares of the weights of its tensor
   * @param batchSize examples of a minibatch
   * @param seed of the split, the minibatches and the perturbations
   * @param out folder of the trajectory; must not hold anything
   */
  public record InterveneRequest(
      Path model,
      String dataset,
      Granularity blocks,
      int steps,
      double scale,
      int batchSize,
      long seed,
      Path out) {}

  /**
   * Recorded perturbations.
   *
   * @param trajectory the folder
   * @param parameters p
   * @param evaluations how often the model was run on a minibatch
   * @param seconds wall-clock time
   * @param resolution how small an effect of a block can be told from noise
   */
  public record Intervened(
      Path trajectory, int parameters, int evaluations, double seconds, Resolution resolution) {}

  /**
   * Estimate evidence.
   *
   * @param trajectory folder of the recording
   * @param estimator its id, with options and a loss change as {@link
   *     org.espalier.harness.experiment.EstimatorChoice} spells them
   * @param options override its defaults; {@code nullControl}, {@code nullRuns} and {@code windows}
   *     are for any estimator
   * @param seed of whatever is random
   * @param out folder for {@code gamma.npy} and {@code evidence.json}
   */
  public record EstimateRequest(
      Path trajectory, String estimator, Options options, long seed, Path out) {}

  /**
   * Estimated evidence.
   *
   * @param evidence what was found
   * @param assessment how far to trust it
   * @param gamma file of γ
   * @param description file of everything else
   */
  public record Estimated(
      CausalEvidence evidence, Assessment assessment, Path gamma, Path description) {}

  /**
   * Prune a model.
   *
   * @param model a saved model's file
   * @param policy its id, with options and a reference as {@link
   *     org.espalier.harness.experiment.PolicyChoice} spells them
   * @param sparsity zeroed ÷ prunable to reach
   * @param trajectory folder of a recording, for policies that need one
   * @param evidence folder of an estimate, for policies that need one
   * @param dataset for policies that need gradients or what the layers see, and to measure what a
   *     policy predicts, or none
   * @param options override the policy's defaults
   * @param emptyLayersAllowed whether a layer may lose its last weight
   * @param remove whether units that nothing reads any more are taken out, so that a smaller model
   *     is written
   * @param seed of whatever is random
   * @param out file of the pruned model; the mask goes beside it
   */
  public record PruneRequest(
      Path model,
      String policy,
      double sparsity,
      Optional<Path> trajectory,
      Optional<Path> evidence,
      Optional<String> dataset,
      Options options,
      boolean emptyLayersAllowed,
      boolean remove,
      long seed,
      Path out) {}

  /**
   * A pruned model.
   *
   * @param model its file
   * @param beside files beside it, as many as there are of: the mask (NPY, bool, p values, true
   *     where kept), the evidence, the effects and the scores
   * @param sparsity zeroed ÷ prunable
   * @param kept prunable weights kept
   * @param prunable prunable weights
   * @param layerSparsities of each prunable tensor by name
   * @param notes sentences of the policy
   * @param effect what the policy predicted, if it did
   * @param units how many could be removed, if its adapter can remove any
   * @param removal what that has made of the model, if it was asked for; the mask is that of the
   *     model as it was
   */
  public record Pruned(
      Path model,
      List<Path> beside,
      double sparsity,
      int kept,
      int prunable,
      Map<String, Double> layerSparsities,
      List<String> notes,
      Optional<Effect> effect,
      Optional<Units> units,
      Optional<Removal> removal) {}

  /**
   * Neurons and filters, those that are summed up as one.
   *
   * @param unread those that nothing reads any more
   * @param all those that something may read
   */
  public record Units(int unread, int all) {}

  /**
   * A model that units were taken out of.
   *
   * @param tensors all of them, in order
   * @param before the model as it was given
   * @param after the model as it was written
   */
  public record Removal(List<Resized> tensors, Size before, Size after) {}

  /** A tensor's shape before and after. */
  public record Resized(String name, List<Integer> before, List<Integer> after) {}

  /**
   * How large a model is.
   *
   * @param parameters p
   * @param flops of one example, zeros counted
   * @param bytes of its file, and of those beside it that belong to it
   */
  public record Size(long parameters, long flops, long bytes) {}

  /**
   * A cut's effect on the loss, in nats.
   *
   * @param predicted rise of the training loss
   * @param measured rise of the mean cross-entropy on the training part, where data were given
   * @param effects file of the rise predicted for each cut weight: NPY, float64, p values
   * @param evidence file of everything else
   */
  public record Effect(double predicted, OptionalDouble measured, Path effects, Path evidence) {}

  /**
   * Ask why a part of a pruned model was cut or kept.
   *
   * @param pruned the pruned model's file, with what the command has left beside it
   * @param model the model before the cut; empty for the one that is named beside it
   * @param part {@code NAME[unit,input]} for a weight, {@code NAME[unit]} for a neuron or filter,
   *     {@code NAME} for a layer's tensor
   * @param dataset on whose training part cutting it alone is measured, or none
   */
  public record ExplainRequest(
      Path pruned, Optional<Path> model, String part, Optional<String> dataset) {}

  /**
   * Why a part was cut or kept.
   *
   * @param part its name
   * @param weights how many prunable weights it has
   * @param kept how many of them were kept
   * @param rule policy, options and sparsity, as one line
   * @param value θₖ before the cut; empty unless it is a single weight
   * @param ranking what the policy's score of it was; empty if the policy tells none, or it is not
   *     a single weight
   * @param score mean score of its weights; empty if the policy tells none
   * @param effect the rise of the training loss that was predicted when it was cut, in nats, summed
   *     over its weights; empty if the policy predicts none
   * @param ablation what cutting it alone does; empty without data
   * @param notes of the cut
   */
  public record Explained(
      String part,
      int weights,
      int kept,
      String rule,
      OptionalDouble value,
      Optional<Ranking> ranking,
      OptionalDouble score,
      OptionalDouble effect,
      Optional<Ablated> ablation,
      List<String> notes) {}

  /**
   * Where a weight stands among all by the policy's score before anything was cut.
   *
   * @param rank 1 for the highest score
   * @param of prunable weights
   * @param leastKept the lowest score of a kept weight; NaN if none was kept
   */
  public record Ranking(int rank, int of, double leastKept) {}

  /**
   * The dense model before and after a part of it alone was cut, its bias with a unit's weights.
   *
   * @param before on the training part
   * @param after on the same
   */
  public record Ablated(Evaluation before, Evaluation after) {}

  /** The examples to measure on. */
  public enum Part {
    /** The part that the seed's training never saw. */
    TEST,
    /** The part that it was trained on. */
    TRAIN,
    /** Every example, as for a model that was trained elsewhere, on data that it never saw. */
    ALL
  }

  /**
   * Evaluate a model.
   *
   * @param model a saved model's file
   * @param dataset a data set's name
   * @param part which examples; by default the test part, or all of a file's where the model can't
   *     be trained here
   * @param seed of the split
   */
  public record EvaluateRequest(Path model, String dataset, Optional<Part> part, long seed) {}

  /**
   * A measured model.
   *
   * @param part which examples it was measured on
   * @param evaluation accuracy and loss
   * @param bytes of the file, and of those beside it that belong to it
   * @param gzipBytes size of the file's weights, gzipped
   * @param nonzero values of θ that are not zero
   * @param total p
   * @param sparsity zero ÷ prunable
   * @param flops of one example, zeros left out
   * @param latencyMillis1 median time of one example
   * @param latencyMillis64 median time of a batch of 64
   */
  public record Evaluated(
      Part part,
      Evaluation evaluation,
      long bytes,
      long gzipBytes,
      long nonzero,
      long total,
      double sparsity,
      long flops,
      double latencyMillis1,
      double latencyMillis64) {}
}
