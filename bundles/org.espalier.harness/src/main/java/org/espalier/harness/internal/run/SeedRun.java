package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Training;
import org.jspecify.annotations.Nullable;

/** All of one seed: its training, then the evidence, then every cell, as jobs of a pool. */
final class SeedRun {
  private final RunContext context;
  private final Plan plan;
  private final long seed;
  private final JobPool pool;
  private final Listener listener;
  private final Kept kept;
  private final List<Integer> open;
  private final AtomicInteger left;

  // Guarded by this.
  private @Nullable Training training;
  private @Nullable Cell dense;
  private final Map<String, Estimate> estimates = new TreeMap<>();
  private final Map<Integer, List<Cell>> cells = new TreeMap<>();
  private boolean cancelled;

  /** Is told how a seed goes on, from many threads. */
  interface Listener {
    /** So many more units (trainings, estimates, cells) are finished. */
    void finished(int units);

    /** There is another cell. */
    void measured();

    /** The seed has nothing more to run; what needed its trajectory is done. */
    void ended(SeedRun run);
  }

  SeedRun(RunContext context, Plan plan, long seed, Kept kept, JobPool pool, Listener listener) {
    this.context = context;
    this.plan = plan;
    this.seed = seed;
    this.pool = pool;
    this.listener = listener;
    this.kept = kept;
    this.training = kept.training();
    this.dense = kept.dense();
    this.estimates.putAll(kept.estimates());
    this.open = new ArrayList<>();
    List<Stage> stages = context.stages();
    for (int i = 0; i < plan.cells().size(); i++) {
      List<Cell> measured = kept.cells(plan.cells().get(i), stages);
      cells.put(i, measured);
      if (measured.size() < stages.size()) {
        open.add(i);
      }
    }
    this.left = new AtomicInteger(open.size());
  }

  /** Whether there is anything to run. */
  boolean isOpen() {
    return kept.dense() == null || !open.isEmpty();
  }

  /** Units that the seed takes. */
  int units() {
    return isOpen() ? 1 + estimators().size() + open.size() : 0;
  }

  /** Those that an open cell waits for. */
  private List<EstimatorChoice> estimators() {
    return plan.estimators().stream().filter(choice -> !indices(choice).isEmpty()).toList();
  }

  long seed() {
    return seed;
  }

  void begin() {
    pool.add(seed, this::train);
  }

  private void train() {
    try {
      context.cellProgress().check();
      TrainedSeed result = context.networks().dense(context, seed, plan.notes());
      synchronized (this) {
        if (dense == null) {
          training = result.training().orElse(null);
          dense = result.dense();
        } else {
          requireSame(dense, result.dense());
        }
      }
      listener.finished(1);
      estimators().forEach(choice -> pool.add(seed, () -> estimate(result, choice)));
      addCells(result, null, null, null);
    } catch (CancelledException e) {
      cancel(open.size());
    } catch (Exception | Error e) {
      failTraining(e);
    }
  }

  /**
   * Methods are compared on the same networks, and a cell of another would be told as one of them.
   */
  private static void requireSame(Cell earlier, Cell now) {
    if (earlier.loss() != now.loss() || earlier.nonzero() != now.nonzero()) {
      throw new EspalierException(
          "the network is not the one that was measured before: its loss was %s and is %s; the model, the machine or a library has changed"
              .formatted(earlier.loss(), now.loss()));
    }
  }

  private void failTraining(Throwable cause) {
    synchronized (this) {
      if (dense == null) {
        dense = Cells.dense(seed, Map.of()).failed(Stage.DENSE, cause);
      }
    }
    for (int i : open) {
      keep(i, failures(plan.cells().get(i), context.networks().failure(), cause));
    }
    // Without the lock: the listener asks every seed for its cells.
    listener.finished(units());
    finish(open.size());
  }

  private void estimate(TrainedSeed result, EstimatorChoice choice) {
    try {
      context.cellProgress().check();
      EvidenceRun run =
          EvidenceRun.estimate(
              context, seed, result.trajectory().orElseThrow(), result.layout(), choice);
      synchronized (this) {
        estimates.put(choice.id(), run.estimate());
      }
      listener.finished(1);
      addCells(result, choice, run, null);
    } catch (CancelledException e) {
      cancel(indices(choice).size());
    } catch (Exception | Error e) {
      listener.finished(1);
      addCells(result, choice, null, e);
    }
  }

  /** Queues the cells that wait for an estimator, or for none, or fails them if it has failed. */
  private void addCells(
      TrainedSeed result,
      @Nullable EstimatorChoice choice,
      @Nullable EvidenceRun run,
      @Nullable Throwable failure) {
    List<Integer> indices = indices(choice);
    for (int i : indices) {
      if (failure == null) {
        pool.add(seed, () -> runCell(result, i, run));
      } else {
        Planned planned = plan.cells().get(i);
        keep(i, failures(planned, "estimator " + planned.estimatorId() + ": ", failure));
      }
    }
    if (failure != null) {
      listener.finished(indices.size());
      finish(indices.size());
    } else if (open.isEmpty()) {
      finish(0);
    }
  }

  private void runCell(TrainedSeed result, int index, @Nullable EvidenceRun run) {
    try {
      context.cellProgress().check();
      Map<String, String> origins = run == null ? Map.of() : Map.of("estimator", run.origin());
      CellRun cell =
          new CellRun(
              context, result, plan.cells().get(index), run == null ? null : run.evidence());
      keep(index, cell.run(origins));
      listener.finished(1);
      finish(1);
      listener.measured();
    } catch (CancelledException e) {
      cancel(1);
    }
  }

  private List<Integer> indices(@Nullable EstimatorChoice estimator) {
    List<Integer> indices = new ArrayList<>();
    for (int i : open) {
      if (Objects.equals(plan.cells().get(i).estimator(), estimator)) {
        indices.add(i);
      }
    }
    return indices;
  }

  private List<Cell> failures(Planned planned, String prefix, Throwable cause) {
    RuntimeException named = new EspalierException(prefix + Failures.line(cause), cause);
    return context.stages().stream()
        .map(stage -> Cells.of(planned, seed, Map.of()).failed(stage, named))
        .toList();
  }

  private synchronized void keep(int index, List<Cell> measured) {
    cells.put(index, kept.over(measured));
  }

  private void cancel(int lost) {
    synchronized (this) {
      cancelled = true;
    }
    finish(lost);
  }

  private void finish(int count) {
    if (left.addAndGet(-count) == 0) {
      listener.ended(this);
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized @Nullable Training training() {
    return training;
  }

  /** Estimates so far, in the plan's order. */
  synchronized List<Estimate> estimates() {
    return plan.estimators().stream()
        .map(choice -> estimates.get(choice.id()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Cells so far, the dense control first, then in the plan's order. */
  synchronized List<Cell> cells() {
    List<Cell> all = new ArrayList<>();
    if (dense != null) {
      all.add(dense);
    }
    cells.values().forEach(all::addAll);
    return all;
  }
}
