package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.harness.result.Results;
import org.espalier.report.internal.statistics.PhaseShift;

/** What follows from the cells of a comparison and their masks, as for JSON. */
final class Derived {
  /** The keys that {@link #of} fills. */
  static final List<String> KEYS =
      List.of("differences", "phaseShifts", "tolerableCuts", "overlaps");

  private Derived() {}

  /** One list a key, in their order. */
  static Map<String, List<Map<String, Object>>> of(Results results, Masks masks) {
    Comparison comparison = new Comparison(results);
    Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
    all.put(KEYS.get(0), differences(comparison));
    PhaseShifts shifts = new PhaseShifts(comparison, Map.of());
    List<Map<String, Object>> curves = new ArrayList<>();
    for (PhaseShifts.Measure measure : PhaseShifts.Measure.values()) {
      shifts.of(measure).forEach(s -> curves.add(shift(s)));
    }
    all.put(KEYS.get(1), curves);
    all.put(
        KEYS.get(2),
        new TolerableCuts(comparison, Map.of()).answers().stream().map(Derived::cut).toList());
    all.put(
        KEYS.get(3), new Overlaps(comparison, masks).all().stream().map(Derived::overlap).toList());
    return all;
  }

  /**
   * Those to each reference, those to the method that leads alone, those of the best to the next,
   * then those of the loss change.
   */
  private static List<Map<String, Object>> differences(Comparison comparison) {
    Differences differences = new Differences(comparison);
    List<Map<String, Object>> all = new ArrayList<>();
    for (Method reference : comparison.references()) {
      differences.leads(reference).forEach(t -> all.add(difference("reference", t)));
    }
    List<Method> leaders = comparison.leaders();
    if (leaders.size() == 1 && !comparison.references().contains(leaders.get(0))) {
      differences.leads(leaders.get(0)).forEach(t -> all.add(difference("leader", t)));
    }
    differences.runnersUp().forEach(t -> all.add(difference("runner-up", t)));
    differences.lossChanges().forEach(t -> all.add(difference("loss-change", t)));
    return all;
  }

  private static Map<String, Object> difference(String kind, TestedDifference tested) {
    PairedDifference difference = tested.difference();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind);
    map.put("method", tested.method().name());
    map.put("against", tested.other().name());
    map.put("stage", tested.column().stage());
    map.put("sparsity", tested.column().sparsity());
    map.put("seeds", difference.seeds());
    map.put("mean", difference.mean());
    map.put("low", difference.low());
    map.put("high", difference.high());
    map.put("p", difference.p());
    map.put("adjustedP", tested.adjusted());
    map.put("signedRankP", difference.signedRank());
    map.put("adjustedSignedRankP", tested.checked());
    map.put("hedgesG", difference.effect());
    return map;
  }

  private static Map<String, Object> shift(PhaseShifts.Shift shift) {
    PhaseShift found = shift.byHalvings();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("method", shift.method().name());
    map.put("stage", shift.stage());
    map.put("measure", shift.measure().name().toLowerCase(Locale.ROOT));
    map.put("phaseShift", shift.stands());
    map.put("verdict", found.verdictId());
    map.put("verdictOverSparsity", shift.bySparsity().verdictId());
    map.put("sparsity", MethodCurves.sparsity(found.breakPoint()));
    map.put("low", MethodCurves.sparsity(found.interval().low()));
    map.put("high", MethodCurves.sparsity(found.interval().high()));
    map.put("slopeBefore", found.before());
    map.put("slopeAfter", found.after());
    map.put("rival", found.rival());
    map.put("deltaBic", found.deltaBic());
    map.put("deltaBicOverSparsity", shift.bySparsity().deltaBic());
    map.put("support", found.support());
    return map;
  }

  private static Map<String, Object> cut(TolerableCuts.Answer answer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("method", answer.method().name());
    map.put("stage", answer.stage());
    map.put("loss", answer.bound());
    map.put("sparsity", answer.sparsity());
    map.put("low", answer.low());
    map.put("high", answer.high());
    map.put("highestMeasured", answer.highest());
    return map;
  }

  private static Map<String, Object> overlap(Overlaps.Overlap overlap) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("method", overlap.method().name());
    map.put("against", overlap.other().name());
    map.put("acrossSeeds", overlap.acrossSeeds());
    map.put("sparsity", overlap.column().sparsity());
    map.put("iou", overlap.iou());
    map.put("chance", overlap.chance());
    map.put("pairs", overlap.pairs());
    return map;
  }
}
