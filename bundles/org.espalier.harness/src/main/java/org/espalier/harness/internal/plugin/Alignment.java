package org.espalier.harness.internal.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/**
 * Where a model's tensors stand among those that something else tells of, matched by name, so that
 * their order doesn't matter. What only normalises, or is of no known use, may be missing on either
 * side if the model can't be pruned there: its values are 0 then.
 */
public final class Alignment {
  /** Differences that a refusal lists. */
  private static final int LISTED = 3;

  private final int size;
  private final List<Run> runs;

  /**
   * Values that stand together on both sides.
   *
   * @param source index of the first where they come from
   * @param target index of the first in the model's θ
   * @param length how many they are
   */
  record Run(int source, int target, int length) {}

  private Alignment(int size, List<Run> runs) {
    this.size = size;
    this.runs = runs;
  }

  /**
   * Matches tensors by name.
   *
   * @param model the order that is asked for
   * @param other the order that there is
   * @param what what the other belongs to, for the line: "the trajectory"
   * @throws EspalierException if a tensor is missing that has to be there, is there that the model
   *     lacks, or has another shape; the line names the first few
   */
  public static Alignment of(ParameterLayout model, ParameterLayout other, String what) {
    List<String> differences = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    for (Parameter mine : model.parameters()) {
      Optional<Parameter> theirs = other.find(mine.name());
      if (theirs.isEmpty()) {
        if (mine.prunable() || !isOptional(mine)) {
          differences.add("%s has no %s %s".formatted(what, mine.name(), mine.shape()));
        }
      } else if (!theirs.get().shape().equals(mine.shape())) {
        differences.add(
            "%s has shape %s in the model, but %s in %s"
                .formatted(mine.name(), mine.shape(), theirs.get().shape(), what));
      } else {
        add(runs, new Run(theirs.get().offset(), mine.offset(), mine.size()));
      }
    }
    for (Parameter theirs : other.parameters()) {
      if (model.find(theirs.name()).isEmpty() && !isOptional(theirs)) {
        differences.add("the model has no %s %s".formatted(theirs.name(), theirs.shape()));
      }
    }
    if (!differences.isEmpty()) {
      throw new EspalierException(refusal(what, differences));
    }
    return new Alignment(model.size(), List.copyOf(runs));
  }

  private static boolean isOptional(Parameter tensor) {
    return tensor.role() == ParameterRole.NORM || tensor.role() == ParameterRole.OTHER;
  }

  /** Tensors that follow each other on both sides are one run. */
  private static void add(List<Run> runs, Run next) {
    if (!runs.isEmpty()) {
      Run last = runs.get(runs.size() - 1);
      if (last.source + last.length == next.source && last.target + last.length == next.target) {
        runs.set(runs.size() - 1, new Run(last.source, last.target, last.length + next.length));
        return;
      }
    }
    runs.add(next);
  }

  private static String refusal(String what, List<String> differences) {
    int more = differences.size() - LISTED;
    return "%s is of another model: %s%s"
        .formatted(
            what,
            String.join("; ", differences.subList(0, Math.min(LISTED, differences.size()))),
            more > 0 ? "; and " + more + " more" : "");
  }

  /** The runs, by their place in the model; between them the values are 0. */
  List<Run> runs() {
    return runs;
  }

  /** p of the model. */
  int size() {
    return size;
  }

  /** Values in the model's order. */
  public float[] align(float[] values) {
    float[] aligned = new float[size];
    for (Run run : runs) {
      System.arraycopy(values, run.source, aligned, run.target, run.length);
    }
    return aligned;
  }

  /** Values in the model's order. */
  public double[] align(double[] values) {
    double[] aligned = new double[size];
    for (Run run : runs) {
      System.arraycopy(values, run.source, aligned, run.target, run.length);
    }
    return aligned;
  }
}
