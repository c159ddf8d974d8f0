package org.espalier.harness.internal.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.espalier.harness.Work;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.Manifests;
import org.jspecify.annotations.Nullable;

/** Trains a model and leaves its trajectory, with the trained model beside it. */
final class RecordWork {
  /** The trained model's file in the trajectory's folder. */
  static final String MODEL = "model.zip";

  private final Plugins plugins;

  RecordWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Recorded run(Work.RecordRequest work, Progress progress) {
    if (work.steps() < 1) {
      throw new IllegalArgumentException("steps = " + work.steps() + "; it must be at least 1");
    }
    LoadedData data = DatasetLoader.load(work.dataset());
    ModelSource source =
        Models.named(work.model(), data, Seeds.derive(work.seed(), Seeds.Purpose.WEIGHTS));
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        Lease<TrajectoryRecorder> recorder = plugins.recorders().leaseAny(progress);
        TrainableModel model = Models.trainable(adapter.service().open(source), work.model())) {
      DataSplit split = DataSplit.of(Models.fit(model, data), work.seed());
      TrainingRequest request = request(work, split, progress);
      TrajectorySpec spec =
          new TrajectorySpec(
              work.out(),
              Manifests.of(model.layout(), request, work.seed()),
              model.weights(),
              work.gradients());
      return record(work, model, request, split, Place.of(work.out()), recorder.service(), spec);
    }
  }

  /** Of a training that fails nothing is left; of one that is stopped, the steps so far. */
  private static Work.Recorded record(
      Work.RecordRequest work,
      TrainableModel model,
      TrainingRequest request,
      DataSplit split,
      Place place,
      TrajectoryRecorder recorder,
      TrajectorySpec spec) {
    Counted recording = new Counted(recorder.start(spec));
    try {
      TrainingReport report;
      try (recording) {
        report = model.train(request.withObserver(recording));
        recording.finish(model.weights());
      }
      Path file = work.out().resolve(MODEL);
      model.save(file);
      return new Work.Recorded(
          work.out(), file, model.layout().size(), report, model.evaluate(split.test()));
    } catch (CancelledException e) {
      if (recording.steps == 0) {
        place.clear(e);
        throw e;
      }
      throw stopped(work.out(), recording.steps, e);
    } catch (RuntimeException | Error e) {
      place.clear(e);
      throw e;
    }
  }

  private static TrainingRequest request(
      Work.RecordRequest work, DataSplit split, Progress progress) {
    int perEpoch = work.recipe().stepsPerEpoch(split.train().size());
    int epochs = (work.steps() + perEpoch - 1) / perEpoch;
    TrainingRecipe recipe = work.recipe().withEpochs(epochs);
    return new TrainingRequest(
        split.train(),
        recipe,
        Seeds.derive(work.seed(), Seeds.Purpose.MINIBATCHES),
        null,
        null,
        work.lossAfter(),
        work.gradients(),
        work.steps(),
        progress);
  }

  /** Counts the steps that a recording takes. */
  private static final class Counted implements Recording {
    private final Recording recording;
    private int steps;

    Counted(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void onStep(
        float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter) {
      recording.onStep(update, gradient, lossBefore, lossAfter);
      steps++;
    }

    @Override
    public int finish(float[] weights) {
      return recording.finish(weights);
    }

    @Override
    public void close() {
      recording.close();
    }
  }

  private static CancelledException stopped(Path folder, int steps, CancelledException cause) {
    return new CancelledException(
        "stopped before the end; %s holds %d %s, incomplete"
            .formatted(folder, steps, steps == 1 ? "step" : "steps"),
        cause);
  }

  /**
   * Where a recording goes, as it was before.
   *
   * @param missing the folders that weren't there, the innermost first
   * @param taken whether something stood there; recorders refuse that, and it is not ours to delete
   */
  private record Place(Path folder, List<Path> missing, boolean taken) {
    static Place of(Path out) {
      Path folder = out.toAbsolutePath();
      List<Path> missing = new ArrayList<>();
      for (Path each = folder; each != null && Files.notExists(each); each = each.getParent()) {
        missing.add(each);
      }
      return new Place(folder, missing, missing.isEmpty() && !isEmpty(folder));
    }

    private static boolean isEmpty(Path folder) {
      try (Stream<Path> content = Files.list(folder)) {
        return content.findAny().isEmpty();
      } catch (IOException e) {
        return false;
      }
    }

    /** Deletes what the recording has made, so that it can be tried again. */
    void clear(Throwable reason) {
      if (taken) {
        return;
      }
      try {
        // The folder itself may be a link that isn't ours.
        Path real = folder.toRealPath();
        try (Stream<Path> tree = Files.walk(real)) {
          for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
            if (!each.equals(real)) {
              Files.delete(each);
            }
          }
        }
        for (Path each : missing) {
          Files.delete(each);
        }
      } catch (IOException | UncheckedIOException e) {
        reason.addSuppressed(e);
      }
    }
  }
}
