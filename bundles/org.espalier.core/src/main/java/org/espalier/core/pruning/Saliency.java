package org.espalier.core.pruning;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;

/**
 * From one score a weight to a mask: the highest scores are kept, to the requested sparsity
 * exactly. Of equal scores the one with the lower index is cut first. A layer keeps its best weight
 * unless the request allows empty layers; a note says where that happened. Quotas that the request
 * fixes are met as they are, zeros too. A request for whole units is met by {@link WholeUnits}, by
 * the mean score of the weights that go with each, whatever the scope.
 */
public final class Saliency {
  /** What a result says where flow was asked for, but can't be had. */
  public static final String NO_FLOW =
      "without flow: the model's adapter doesn't tell how its layers are connected";

  private final double[] scores;
  private final PruningRequest request;
  private final List<Parameter> layers;
  private final BitSet candidates;

  Saliency(double[] scores, PruningRequest request) {
    this.scores = scores;
    this.request = request;
    this.layers = request.layout().prunable();
    this.candidates = request.alive().toBitSet();
    candidates.andNot(fixed());
  }

  /**
   * Prunes by scores.
   *
   * @param scores p values, of which those of prunable weights count; the higher, the longer kept
   * @param scope among which weights they are compared, unless the request fixes quotas
   * @throws EspalierException if a score is not a number or the sparsity can't be reached
   * @throws org.espalier.core.CancelledException if the request's progress is cancelled
   */
  public static Pruning prune(double[] scores, PruningRequest request, Scope scope) {
    request.progress().check();
    Saliency saliency = new Saliency(scores, request);
    saliency.requireNumbers();
    if (request.granularity() == Granularity.UNIT) {
      return WholeUnits.prune(scores, request).withScores(scores);
    }
    Cut cut = saliency.cut(scope);
    return noteRescued(Pruning.of(saliency.mask(cut)).withScores(scores), cut.rescued());
  }

  /** Which prunable weights stay, and the layers that would have been emptied. */
  record Cut(BitSet kept, List<Parameter> rescued) {}

  Cut cut(Scope scope) {
    if (request.quotas().isPresent()) {
      int[] quotas = request.quotas().get().stream().mapToInt(Integer::intValue).toArray();
      return new Cut(byLayer(quotas), List.of());
    }
    return scope == Scope.GLOBAL ? global() : layerwise();
  }

  /**
   * Prunes all weights together, with or without flow.
   *
   * @param importance p values; none negative if there is flow
   * @throws EspalierException as {@link #prune(double[], PruningRequest, Scope)} and {@link
   *     #pruneWithFlow} do
   */
  public static Pruning prune(double[] importance, PruningRequest request, FlowOptions options) {
    return options.flow()
        ? pruneWithFlow(importance, request)
        : prune(importance, request, Scope.GLOBAL);
  }

  /**
   * Prunes all weights together by their importance times their {@link Flow}, stage by stage; where
   * nobody has said how the layers are connected, there is none, and a note tells. Another tells
   * how many kept weights had no flow left, so that their index decided.
   *
   * @param importance p values, finite and none negative; a weight's own, before any flow
   * @throws EspalierException if an importance is not such a number, or as {@link #prune(double[],
   *     PruningRequest, Scope)} does
   * @throws IllegalArgumentException if the request is for whole units
   */
  public static Pruning pruneWithFlow(double[] importance, PruningRequest request) {
    if (request.granularity() == Granularity.UNIT) {
      throw new IllegalArgumentException(
          "flow is of single weights; use it with granularity=weight, or turn it off");
    }
    if (!Flow.isKnown(request.layout())) {
      return prune(importance, request, Scope.GLOBAL).withNote(NO_FLOW);
    }
    return new FlowPruning(importance, request).prune();
  }

  void requireNumbers() {
    if (scores.length != request.layout().size()) {
      throw new EspalierException(
          "%d scores for %d parameters".formatted(scores.length, request.layout().size()));
    }
    for (Parameter layer : layers) {
      for (int k = layer.offset(); k < layer.end(); k++) {
        if (Double.isNaN(scores[k])) {
          throw new EspalierException(
              "the score of %s at index %d is not a number; look for NaN in what it is made from"
                  .formatted(layer.name(), k - layer.offset()));
        }
      }
    }
  }

  /**
   * Refuses a number of weights that can't be kept, before any stage on the way does.
   *
   * @throws EspalierException naming what the request asks for
   */
  public static void requireFeasible(PruningRequest request) {
    new Saliency(new double[0], request).requireFeasible();
  }

  void requireFeasible() {
    requireReachable(request.keep(), candidates.cardinality(), "the model");
    if (request.quotas().isPresent()) {
      for (int i = 0; i < layers.size(); i++) {
        Parameter layer = layers.get(i);
        requireReachable(request.quotas().get().get(i), alive(layer), layer.name());
      }
    } else if (!request.emptyLayersAllowed()) {
      requireOneEach(request.keep(), (int) layers.stream().filter(p -> alive(p) > 0).count());
    }
  }

  private Cut global() {
    int keep = request.keep();
    requireReachable(keep, candidates.cardinality(), "the model");
    BitSet kept = new BitSet(scores.length);
    among(candidates, 0, scores.length).addHighest(keep, kept);
    List<Parameter> emptied = request.emptyLayersAllowed() ? List.of() : emptied(kept);
    return new Cut(emptied.isEmpty() ? kept : sparingEachBest(keep), emptied);
  }

  private List<Parameter> emptied(BitSet kept) {
    return layers.stream().filter(p -> alive(p) > 0 && count(kept, p) == 0).toList();
  }

  /**
   * The best weight of each layer first, then the best of all the others; the same as giving each
   * emptied layer its best weight in exchange for the worst that isn't the last of its layer.
   */
  private BitSet sparingEachBest(int keep) {
    BitSet kept = new BitSet(scores.length);
    for (Parameter layer : layers) {
      among(candidates, layer.offset(), layer.end()).addHighest(Math.min(1, alive(layer)), kept);
    }
    int spared = kept.cardinality();
    requireOneEach(keep, spared);
    BitSet others = (BitSet) candidates.clone();
    others.andNot(kept);
    among(others, 0, scores.length).addHighest(keep - spared, kept);
    return kept;
  }

  private Cut layerwise() {
    int[] unguarded = unguarded();
    List<Parameter> emptied = request.emptyLayersAllowed() ? List.of() : emptied(unguarded);
    return new Cut(byLayer(emptied.isEmpty() ? unguarded : guarded()), emptied);
  }

  /**
   * Weights to keep in each prunable tensor, by offset, for a policy that looks at one layer at a
   * time: those that the request fixes, or else the same share of each layer, as far as it is alive
   * and at least one unless the request allows empty layers.
   *
   * @throws EspalierException if the sparsity can't be reached
   */
  public static int[] layerwiseQuotas(PruningRequest request) {
    Saliency saliency = new Saliency(new double[0], request);
    saliency.requireFeasible();
    if (request.quotas().isPresent()) {
      return request.quotas().get().stream().mapToInt(Integer::intValue).toArray();
    }
    int[] unguarded = saliency.unguarded();
    return request.emptyLayersAllowed() || saliency.emptied(unguarded).isEmpty()
        ? unguarded
        : saliency.guarded();
  }

  /** The same share of each layer, as far as it is alive. */
  private int[] unguarded() {
    requireReachable(request.keep(), candidates.cardinality(), "the model");
    return quotas(new int[layers.size()], alive());
  }

  /** The same, at least one in each that is alive. */
  private int[] guarded() {
    int[] one = Arrays.stream(alive()).map(a -> Math.min(1, a)).toArray();
    requireOneEach(request.keep(), Arrays.stream(one).sum());
    return quotas(one, alive());
  }

  private List<Parameter> emptied(int[] quotas) {
    return IntStream.range(0, quotas.length)
        .filter(i -> quotas[i] == 0 && alive(layers.get(i)) > 0)
        .mapToObj(layers::get)
        .toList();
  }

  private int[] alive() {
    return layers.stream().mapToInt(this::alive).toArray();
  }

  private int[] quotas(int[] least, int[] most) {
    int[] sizes = layers.stream().mapToInt(Parameter::size).toArray();
    return new LayerQuotas(sizes, least, most).share(request.keep());
  }

  private BitSet byLayer(int[] quotas) {
    BitSet kept = new BitSet(scores.length);
    for (int i = 0; i < quotas.length; i++) {
      Parameter layer = layers.get(i);
      request.progress().check();
      requireReachable(quotas[i], alive(layer), layer.name());
      among(candidates, layer.offset(), layer.end()).addHighest(quotas[i], kept);
    }
    return kept;
  }

  private Selection among(BitSet some, int from, int to) {
    return new Selection(scores, some, from, to);
  }

  private int alive(Parameter layer) {
    return count(candidates, layer);
  }

  private static int count(BitSet bits, Parameter layer) {
    return bits.get(layer.offset(), layer.end()).cardinality();
  }

  private BitSet fixed() {
    BitSet fixed = new BitSet(request.layout().size());
    for (Parameter parameter : request.layout().parameters()) {
      fixed.set(parameter.offset(), parameter.end(), !parameter.prunable());
    }
    return fixed;
  }

  private static void requireReachable(int keep, int living, String where) {
    if (keep > living) {
      throw new EspalierException(
          "%d weights are to be kept in %s, but earlier rounds have left only %d"
              .formatted(keep, where, living));
    }
  }

  private void requireOneEach(int keep, int living) {
    if (keep < living) {
      throw new EspalierException(
          "sparsity %s would keep %d weights for %d layers; ask for less, or allow empty layers"
              .formatted(request.sparsity(), keep, living));
    }
  }

  Mask mask(Cut cut) {
    BitSet kept = fixed();
    kept.or(cut.kept());
    return Mask.of(request.layout(), kept);
  }

  static Pruning noteRescued(Pruning pruning, Collection<Parameter> rescued) {
    return rescued.isEmpty()
        ? pruning
        : pruning.withNote(
            "kept the best weight of "
                + String.join(", ", rescued.stream().map(Parameter::name).toList())
                + ", which would have been emptied");
  }
}
