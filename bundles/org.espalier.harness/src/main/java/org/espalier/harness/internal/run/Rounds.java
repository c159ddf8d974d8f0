package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.SafeFile;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.harness.experiment.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of one cell, and what each leaves for the next cut to rest on: at first the dense
 * network's, then, where the schedule records and the policy looks at it, those between the cuts.
 */
final class Rounds implements AutoCloseable {
  private final RunContext context;
  private final long seed;
  private final Planned planned;
  private final boolean records;
  private Grounds grounds;
  private @Nullable Path folder;

  /**
   * @param first what the first cut rests on
   */
  Rounds(RunContext context, long seed, Planned planned, Grounds first) {
    this.context = context;
    this.seed = seed;
    this.planned = planned;
    this.grounds = first;
    Schedule schedule = context.experiment().schedule();
    boolean looks =
        first.evidence() != null || Decision.needsTrajectory(context.plugins(), planned.policy());
    records = schedule.record() && looks;
  }

  /** What the next cut rests on. */
  Grounds grounds() {
    return grounds;
  }

  /** Trains after a round's cut; recorded if another cut follows that looks at it. */
  TrainingReport train(TrainableModel model, TrainingRequest request, int round) {
    boolean last = round == context.experiment().schedule().rounds();
    if (!records || last || request.recipe().epochs() == 0) {
      return model.train(request);
    }
    Path fresh = newFolder(round);
    try {
      RecordedTraining recorded =
          RecordedTraining.run(context, model, recording(request), seed, fresh);
      grounds =
          new Grounds(
              Optional.of(fresh),
              planned.estimator() == null
                  ? null
                  : EvidenceRun.estimate(context, seed, fresh, model.layout(), planned.estimator())
                      .evidence());
      close();
      folder = fresh;
      return recorded.report();
    } finally {
      if (!fresh.equals(folder)) {
        TrajectoryFolder.delete(fresh);
      }
    }
  }

  private TrainingRequest recording(TrainingRequest request) {
    return new TrainingRequest(
        request.data(),
        request.recipe(),
        request.seed(),
        request.mask(),
        null,
        context.experiment().lossAfter(),
        context.gradients(),
        request.maxSteps(),
        request.progress());
  }

  private Path newFolder(int round) {
    try {
      return Files.createTempDirectory(
          context.folder(), "seed-%d-round-%d-".formatted(seed, round));
    } catch (IOException e) {
      throw SafeFile.cannotWrite(context.folder(), e);
    }
  }

  /** Removes the last recording. */
  @Override
  public void close() {
    if (folder != null) {
      TrajectoryFolder.delete(folder);
    }
  }
}
