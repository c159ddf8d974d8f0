package org.espalier.policy.baseline.internal.fisher;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.espalier.core.pruning.OwnTrajectory;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.pruning.Stages;
import org.espalier.policy.baseline.internal.fisher.SparseRegression.Line;
import org.espalier.policy.baseline.internal.fisher.SparseRegression.Point;

/**
 * Pruning as a regression with few nonzero weights, over all of them at once:
 *
 * <p>min ½‖Aw − b‖² + (Nλ/2)‖w − w̄‖² with ‖w‖₀ ≤ k, b = Aw̄ − e,
 *
 * <p>A the N gradients, w̄ the trained weights, and e = 1 ÷ minibatch size the slope's weight
 * against the curvature's. Solved by iterative hard thresholding: a step down the gradient, as long
 * as a line search finds it useful, of which the k largest |w| are kept; within an active set of
 * 2k, to which a step over all adds what it would take from outside; then the best values on the
 * support found.
 *
 * <p>In stages (CHITA++), each begins with the last one's weights. The paper takes gradients anew
 * at those; here all are of the recorded training, each of length 1, so that w̄ stays what it was.
 */
final class Chita {
  private static final int ACTIVE = 2;
  private static final int MOST_ROUNDS = 10;
  private static final int MOST_STEPS = 20;
  private static final int MOST_DOUBLINGS = 12;
  private static final double TOLERANCE = 1e-4;

  private final PruningRequest request;
  private final GradientColumns gradients;
  private final SparseRegression regression;
  private final double[] trained;
  private final int[] all;

  /** The step that is sure to lead down, 1 ÷ the largest curvature. */
  private final double surest;

  private double step;

  /** A point with the cut that its support is of. */
  private record Candidate(Point point, Pruning cut) {
    boolean isBetterThan(Candidate other, double tolerance) {
      return point.value() < other.point.value() - tolerance * Math.abs(other.point.value());
    }
  }

  private Chita(PruningRequest request, ChitaOptions options) {
    this.request = request;
    gradients = GradientColumns.of(request, options.rows());
    trained = gradients.pick(FisherWeights.of(request));
    regression =
        new SparseRegression(
            gradients,
            trained,
            options.firstOrder() ? 1 / gradients.batchSize() : 0,
            options.damping() * gradients.meanSquare() * gradients.rows());
    surest = 1 / regression.curvature();
    step = surest;
    all = IntStream.range(0, gradients.count()).toArray();
  }

  /**
   * Prunes.
   *
   * @throws org.espalier.core.EspalierException if the trajectory gives no gradients or is another
   *     model's, a weight is not finite, or the request can't be met
   * @throws IllegalArgumentException if the request is for whole units
   */
  static Pruning prune(PruningRequest request, ChitaOptions options) {
    request.requireSingleWeights();
    request.progress().check();
    Saliency.requireFeasible(request);
    OwnTrajectory.require(request);
    return new Chita(request, options).prune(Stages.exponential(request, options.stages()));
  }

  private Pruning prune(int[] stages) {
    double[] weights = trained;
    Pruning cut = Pruning.of(request.alive());
    for (int keep : stages) {
      Candidate solution = solve(largest(weights, keep), keep);
      weights = solution.point().weights();
      cut = solution.cut();
    }
    return gradients
        .noteThinned(cut)
        .withWeights(FisherWeights.replace(request, gradients, weights));
  }

  private Candidate solve(Candidate start, int keep) {
    double[] ahead = regression.down(start.point(), all).ahead(surest);
    BitSet active = support(choose(ahead, (int) Math.min(all.length, (long) ACTIVE * keep)));
    active.or(start.point().support());
    Candidate best = start;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Candidate found = settle(descend(best, active.stream().toArray(), keep));
      best = found.isBetterThan(best, 0) ? found : best;
      Candidate beyond = search(best, all, keep);
      if (!beyond.isBetterThan(best, TOLERANCE)) {
        break;
      }
      best = beyond;
      active.or(beyond.point().support());
    }
    return best;
  }

  /** Iterative hard thresholding among some columns. */
  private Candidate descend(Candidate start, int[] columns, int keep) {
    Candidate best = start;
    for (int i = 0; i < MOST_STEPS; i++) {
      Candidate next = search(best, columns, keep);
      if (!next.isBetterThan(best, TOLERANCE)) {
        return next.isBetterThan(best, 0) ? next : best;
      }
      best = next;
    }
    return best;
  }

  /** The best of longer and longer steps down the gradient, as long as they get better. */
  private Candidate search(Candidate from, int[] columns, int keep) {
    Line line = regression.down(from.point(), columns);
    double length = Math.max(surest, step / 4);
    Candidate best = along(line, length, keep);
    for (int i = 0; i < MOST_DOUBLINGS; i++) {
      Candidate next = along(line, 2 * length, keep);
      if (!next.isBetterThan(best, 0)) {
        break;
      }
      best = next;
      length *= 2;
    }
    step = length;
    return best;
  }

  private Candidate along(Line line, double length, int keep) {
    Pruning cut = choose(line.ahead(length), keep);
    return new Candidate(line.at(length, support(cut)), cut);
  }

  /** The best values on a support. */
  private Candidate settle(Candidate found) {
    return new Candidate(regression.best(found.point().support()), found.cut());
  }

  /** The k largest, as far as the request lets them. */
  private Candidate largest(double[] weights, int keep) {
    Pruning cut = choose(weights, keep);
    return new Candidate(regression.at(weights, support(cut)), cut);
  }

  private Pruning choose(double[] weights, int keep) {
    request.progress().check();
    double[] sizes = new double[request.layout().size()];
    for (int q = 0; q < weights.length; q++) {
      sizes[gradients.weight(q)] = Math.abs(weights[q]);
    }
    return Saliency.prune(sizes, request.stage(keep, request.alive()), Scope.GLOBAL);
  }

  private BitSet support(Pruning cut) {
    BitSet support = new BitSet(all.length);
    for (int q : all) {
      support.set(q, cut.mask().keeps(gradients.weight(q)));
    }
    return support;
  }
}
