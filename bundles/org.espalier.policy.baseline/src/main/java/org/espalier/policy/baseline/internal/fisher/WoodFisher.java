package org.espalier.policy.baseline.internal.fisher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.OwnTrajectory;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;

/**
 * Optimal Brain Surgeon in one shot by the low-rank empirical Fisher F = λI + (1/N) Σ g gᵀ of each
 * block of weights, its inverse by Woodbury's identity: cuts the weights with the least
 *
 * <p>w² ÷ 2[F⁻¹]_qq
 *
 * <p>and moves the others by the sum of the optimal answers to each single cut, Σ_q −w_q F⁻¹e_q ÷
 * [F⁻¹]_qq, as published; or by the one optimal answer to all cuts, F_KK⁻¹ F_KR w_R for the kept K
 * and the removed R. Biases are in no block and stay.
 *
 * <p>Gradients are those of the recorded training, each of length 1, where the paper takes them at
 * the trained weights.
 */
final class WoodFisher {
  private final PruningRequest request;
  private final WoodFisherOptions options;
  private final GradientColumns gradients;
  private final List<int[]> blocks;
  private final double[] weights;
  private final double lambda;

  private WoodFisher(PruningRequest request, WoodFisherOptions options) {
    this.request = request;
    this.options = options;
    gradients = GradientColumns.of(request, options.rows());
    blocks = blocks();
    weights = gradients.pick(FisherWeights.of(request));
    lambda = options.damping() * gradients.meanSquare();
  }

  /**
   * Prunes.
   *
   * @throws EspalierException if the trajectory gives no gradients or is another model's, a weight
   *     is not finite, or the request can't be met
   * @throws IllegalArgumentException if the request is for whole units
   */
  static Pruning prune(PruningRequest request, WoodFisherOptions options) {
    request.requireSingleWeights();
    request.progress().check();
    Saliency.requireFeasible(request);
    OwnTrajectory.require(request);
    return new WoodFisher(request, options).prune();
  }

  private List<int[]> blocks() {
    if (options.block() == 0) {
      return List.of(IntStream.range(0, gradients.count()).toArray());
    }
    List<int[]> found = new ArrayList<>();
    int next = 0;
    for (Parameter tensor : request.layout().prunable()) {
      int end = next + request.alive().kept(tensor);
      while (next < end) {
        int last = (int) Math.min(end, (long) next + options.block());
        found.add(IntStream.range(next, last).toArray());
        next = last;
      }
    }
    return found;
  }

  private Pruning prune() {
    double[] inverse = inverseDiagonal();
    double[] costs = new double[request.layout().size()];
    for (int q = 0; q < weights.length; q++) {
      costs[gradients.weight(q)] = weights[q] * weights[q] / (2 * inverse[q]);
    }
    Pruning pruning = Saliency.prune(costs, request, Scope.GLOBAL);
    double[] moved = weights.clone();
    double cost = 0;
    for (int[] block : blocks) {
      if (options.joint()) {
        answerTogether(block, pruning.mask(), moved);
      } else {
        answerEach(block, pruning.mask(), inverse, moved);
      }
      cost += cost(block, moved);
    }
    return gradients
        .noteThinned(pruning)
        .withWeights(FisherWeights.replace(request, gradients, moved))
        .withPrediction(prediction(pruning.mask(), costs, cost));
  }

  private DualSystem system(int[] columns) {
    int n = gradients.rows();
    return new DualSystem(gradients.gram(columns), n, n * lambda);
  }

  /** [F⁻¹]_qq of each weight. */
  private double[] inverseDiagonal() {
    double[] diagonal = new double[weights.length];
    for (int[] block : blocks) {
      system(block).writeRemains(gradients, block, diagonal);
    }
    for (int q = 0; q < diagonal.length; q++) {
      if (!(diagonal[q] > 0)) {
        throw FisherWeights.notPositive();
      }
      diagonal[q] /= lambda;
    }
    return diagonal;
  }

  /** w_K − F⁻¹u on the kept, u = w ÷ [F⁻¹]_qq on the removed; the removed become 0. */
  private void answerEach(int[] block, Mask mask, double[] inverse, double[] moved) {
    double[] removed = new double[weights.length];
    for (int q : block) {
      removed[q] = keeps(mask, q) ? 0 : weights[q] / inverse[q];
    }
    DualSystem system = system(block);
    double[] back = gradients.dots(system.solve(gradients.times(removed)), block);
    for (int q : block) {
      moved[q] = keeps(mask, q) ? weights[q] + back[q] / lambda : 0;
    }
  }

  /** w_K + G_Kᵀ (NλI + G_K G_Kᵀ)⁻¹ G_R w_R; the removed become 0. */
  private void answerTogether(int[] block, Mask mask, double[] moved) {
    double[] removed = new double[weights.length];
    for (int q : block) {
      removed[q] = keeps(mask, q) ? 0 : weights[q];
    }
    int[] kept = some(block, q -> keeps(mask, q));
    double[] lost = gradients.times(removed);
    double[] back = gradients.dots(system(kept).solve(lost), kept);
    for (int q : block) {
      moved[q] = keeps(mask, q) ? weights[q] + back[q] : 0;
    }
  }

  private boolean keeps(Mask mask, int column) {
    return mask.keeps(gradients.weight(column));
  }

  private static int[] some(int[] block, IntPredicate which) {
    return IntStream.of(block).filter(which).toArray();
  }

  /** ½ δᵀFδ of a block, δ the change. */
  private double cost(int[] block, double[] moved) {
    double[] change = new double[weights.length];
    double squares = 0;
    for (int q : block) {
      change[q] = moved[q] - weights[q];
      squares += change[q] * change[q];
    }
    double seen = 0;
    for (double along : gradients.times(change)) {
      seen += along * along;
    }
    return (seen / gradients.rows() + lambda * squares) / 2;
  }

  private Prediction prediction(Mask mask, double[] costs, double cost) {
    double[] effects = new double[costs.length];
    for (int q = 0; q < weights.length; q++) {
      int k = gradients.weight(q);
      effects[k] = mask.keeps(k) ? 0 : gradients.scale() * costs[k];
    }
    return new Prediction(gradients.scale() * cost, effects);
  }
}
