package org.espalier.harness.internal.run;

import java.nio.file.Path;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.espalier.harness.internal.plugin.Lease;

/**
 * A training that was recorded.
 *
 * @param report what it took
 * @param recorder bundle and version of the recorder
 */
record RecordedTraining(TrainingReport report, String recorder) {
  /**
   * Trains while the steps are recorded.
   *
   * @param request its gradients are recorded too if it asks for them
   * @param seed the run's
   * @param folder of the trajectory
   */
  static RecordedTraining run(
      RunContext context, TrainableModel model, TrainingRequest request, long seed, Path folder) {
    TrajectorySpec spec =
        new TrajectorySpec(
            folder,
            Manifests.of(model.layout(), request, seed),
            model.weights(),
            request.gradients());
    try (Lease<TrajectoryRecorder> recorder =
            context.plugins().recorders().leaseAny(context.cellProgress());
        Recording recording = recorder.service().start(spec)) {
      TrainingReport report = model.train(request.withObserver(recording));
      recording.finish(model.weights());
      return new RecordedTraining(report, recorder.info().origin());
    }
  }
}
