package org.espalier.core.pruning;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;

/** A cut in stages by importance times {@link Flow}, the flow taken anew before each stage. */
final class FlowPruning {
  private final double[] importance;
  private final PruningRequest request;

  /**
   * @throws EspalierException if an importance is not finite and at least 0, or the request can't
   *     be met
   */
  FlowPruning(double[] importance, PruningRequest request) {
    this.importance = importance;
    this.request = request;
    request.progress().check();
    Saliency whole = new Saliency(importance, request);
    whole.requireNumbers();
    requireImportance();
    whole.requireFeasible();
  }

  private void requireImportance() {
    for (Parameter parameter : request.layout().parameters()) {
      for (int k = parameter.offset(); Flow.counts(parameter) && k < parameter.end(); k++) {
        if (!(importance[k] >= 0 && importance[k] <= Double.MAX_VALUE)) {
          throw new EspalierException(
              "the importance of %s at index %d is %s; with flow it must be finite, not negative"
                  .formatted(parameter.name(), k - parameter.offset(), importance[k]));
        }
      }
    }
  }

  Pruning prune() {
    Mask left = request.alive();
    Flow flow = new Flow(request.layout(), left.only(importance));
    Set<Parameter> rescued = new TreeSet<>(Comparator.comparingInt(Parameter::offset));
    double[] scores = importance;
    for (int keep : Stages.of(request)) {
      request.progress().check();
      scores = importance.clone();
      flow.weigh(scores, left.only(importance));
      Saliency stage = new Saliency(scores, request.stage(keep, left));
      Saliency.Cut cut = stage.cut(Scope.GLOBAL);
      rescued.addAll(cut.rescued());
      left = stage.mask(cut);
    }
    return noteDry(Saliency.noteRescued(Pruning.of(left).withScores(importance), rescued), scores);
  }

  /** Tells of kept weights that flow made equal at 0, however important they are by themselves. */
  private Pruning noteDry(Pruning pruning, double[] scores) {
    int dry = 0;
    for (Parameter layer : request.layout().prunable()) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        dry += pruning.mask().keeps(k) && importance[k] > 0 && scores[k] == 0 ? 1 : 0;
      }
    }
    return dry == 0
        ? pruning
        : pruning.withNote(
            "%d of the kept weights had no flow left, so that their index decided".formatted(dry));
  }
}
