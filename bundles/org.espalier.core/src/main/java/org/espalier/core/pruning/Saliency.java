package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;

/**
 * From one score a weight to a mask: the highest scores are kept, to the requested sparsity
 * exactly. Of equal scores the one with the lower index is cut first. A layer keeps its best weight
 * unless the request allows empty layers; a note says where that happened.
 */
public final class Saliency {
  private final double[] scores;
  private final PruningRequest request;

  private Saliency(double[] scores, PruningRequest request) {
    this.scores = scores;
    this.request = request;
  }

  /**
   * Prunes by scores.
   *
   * @param scores p values, of which those of prunable weights count; the higher, the longer kept
   * @param scope among which weights they are compared, unless the request fixes quotas
   * @throws EspalierException if a score is not a number or the sparsity can't be reached
   */
  public static Pruning prune(double[] scores, PruningRequest request, Scope scope) {
    Saliency saliency = new Saliency(scores, request);
    saliency.requireNumbers();
    if (request.quotas().isPresent()) {
      return saliency.byLayer(request.quotas().get());
    }
    return scope == Scope.GLOBAL ? saliency.global() : saliency.byLayer(saliency.sameSparsity());
  }

  private void requireNumbers() {
    if (scores.length != request.layout().size()) {
      throw new EspalierException(
          "%d scores for %d parameters".formatted(scores.length, request.layout().size()));
    }
    for (Parameter parameter : request.layout().prunable()) {
      for (int k = parameter.offset(); k < parameter.end(); k++) {
        if (Double.isNaN(scores[k])) {
          throw new EspalierException(
              "the score of %s at index %d is not a number"
                  .formatted(parameter.name(), k - parameter.offset()));
        }
      }
    }
  }

  private Pruning global() {
    int keep = request.keep();
    requireReachable(keep, alive(request.layout().prunable()).length, "the model");
    int[] candidates = alive(request.layout().prunable());
    BitSet kept = fixed();
    for (int k : best(candidates, keep)) {
      kept.set(k);
    }
    List<String> rescued = request.emptyLayersAllowed() ? List.of() : fillEmptyLayers(kept, keep);
    return report(kept, rescued);
  }

  /** Gives each empty layer its best weight, and takes the worst of the rest in exchange. */
  private List<String> fillEmptyLayers(BitSet kept, int keep) {
    List<Parameter> layers = request.layout().prunable();
    List<Parameter> empty = layers.stream().filter(p -> kept(kept, p) == 0).toList();
    long living = layers.stream().filter(p -> alive(List.of(p)).length > 0).count();
    if (keep < living) {
      throw new EspalierException(
          "sparsity %s would keep %d weights for %d layers; ask for less, or allow empty layers"
              .formatted(request.sparsity(), keep, living));
    }
    List<String> rescued = new ArrayList<>();
    for (Parameter layer : empty) {
      int[] candidates = alive(List.of(layer));
      if (candidates.length > 0) {
        kept.set(best(candidates, 1)[0]);
        kept.clear(worstThatCanGo(kept));
        rescued.add(layer.name());
      }
    }
    return rescued;
  }

  private int worstThatCanGo(BitSet kept) {
    int[] candidates =
        request.layout().prunable().stream()
            .filter(p -> kept(kept, p) > 1)
            .flatMapToInt(p -> kept.stream().filter(k -> p.offset() <= k && k < p.end()))
            .toArray();
    return Arrays.stream(candidates)
        .boxed()
        .min(Comparator.comparingDouble((Integer k) -> scores[k]).thenComparing(k -> k))
        .orElseThrow();
  }

  private Pruning byLayer(List<Integer> quotas) {
    BitSet kept = fixed();
    List<Parameter> layers = request.layout().prunable();
    for (int i = 0; i < layers.size(); i++) {
      int[] candidates = alive(List.of(layers.get(i)));
      requireReachable(quotas.get(i), candidates.length, layers.get(i).name());
      for (int k : best(candidates, quotas.get(i))) {
        kept.set(k);
      }
    }
    return report(kept, List.of());
  }

  /** The same sparsity in each layer; what rounding leaves goes to the largest remainders. */
  private List<Integer> sameSparsity() {
    List<Parameter> layers = request.layout().prunable();
    int floor = request.emptyLayersAllowed() ? 0 : 1;
    double[] exact =
        layers.stream().mapToDouble(p -> (1 - request.sparsity()) * p.size()).toArray();
    int[] quotas = Arrays.stream(exact).mapToInt(e -> Math.max(floor, (int) e)).toArray();
    int missing = request.keep() - Arrays.stream(quotas).sum();
    if (missing < 0) {
      throw new EspalierException(
          "sparsity %s would keep %d weights for %d layers; ask for less, or allow empty layers"
              .formatted(request.sparsity(), request.keep(), layers.size()));
    }
    IntStream.range(0, quotas.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> quotas[i] - exact[i]))
        .limit(missing)
        .forEach(i -> quotas[i]++);
    return Arrays.stream(quotas).boxed().toList();
  }

  /** The best of the candidates, in no order. */
  private int[] best(int[] candidates, int count) {
    double[] sorted = Arrays.stream(candidates).mapToDouble(k -> scores[k]).toArray();
    Arrays.parallelSort(sorted);
    if (count == 0) {
      return new int[0];
    }
    double threshold = sorted[sorted.length - count];
    long above = Arrays.stream(sorted).filter(s -> s > threshold).count();
    int[] chosen = new int[count];
    int ties = count - (int) above;
    int at = count;
    for (int i = candidates.length - 1; i >= 0; i--) {
      double score = scores[candidates[i]];
      boolean tie = score == threshold && ties > 0;
      if (score > threshold || tie) {
        chosen[--at] = candidates[i];
        ties -= tie ? 1 : 0;
      }
    }
    return chosen;
  }

  private int[] alive(List<Parameter> parameters) {
    return parameters.stream()
        .flatMapToInt(p -> IntStream.range(p.offset(), p.end()))
        .filter(request.alive()::keeps)
        .toArray();
  }

  private BitSet fixed() {
    BitSet kept = new BitSet(request.layout().size());
    for (Parameter parameter : request.layout().parameters()) {
      kept.set(parameter.offset(), parameter.end(), !parameter.prunable());
    }
    return kept;
  }

  private static int kept(BitSet kept, Parameter parameter) {
    return kept.get(parameter.offset(), parameter.end()).cardinality();
  }

  private void requireReachable(int keep, int living, String where) {
    if (keep > living) {
      throw new EspalierException(
          "%d weights are to be kept in %s, but only %d are left".formatted(keep, where, living));
    }
  }

  private Pruning report(BitSet kept, List<String> rescued) {
    Pruning pruning = Pruning.of(Mask.of(request.layout(), kept));
    return rescued.isEmpty()
        ? pruning
        : pruning.withNote(
            "kept the best weight of "
                + String.join(", ", rescued)
                + ", which would have been emptied");
  }
}
