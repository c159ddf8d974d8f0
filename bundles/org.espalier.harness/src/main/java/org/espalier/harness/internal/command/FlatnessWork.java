package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.npy.NpyArray;
import org.espalier.harness.Landscape;
import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.flatness.FlatnessMeasurement;
import org.espalier.harness.internal.flatness.LossSurface;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.FlatnessFigures;
import org.espalier.harness.internal.run.Models;
import org.espalier.harness.result.Flatness;

/** Measures how flat the training loss is around a saved model's weights. */
final class FlatnessWork {
  private final Plugins plugins;

  FlatnessWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Landscape.Measured run(Landscape.Request work, Progress progress) {
    ModelSource source = Models.file(work.model());
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        EvaluableModel model =
            Models.evaluable(adapter.service().open(source), work.model().toString())) {
      Models.differentiable(model, work.model());
      Mask mask = mask(work.mask(), model);
      Dataset train =
          DataSplit.of(Models.fit(model, DatasetLoader.load(work.dataset())), work.seed()).train();
      FlatnessOptions options = FlatnessOptions.ON;
      LossSurface surface = FlatnessFigures.surface(model, train, mask, options, progress);
      long seed = FlatnessFigures.randomSeed(work.seed());
      long start = System.nanoTime();
      Flatness flatness = FlatnessMeasurement.measure(surface, options, seed);
      double seconds = (System.nanoTime() - start) / 1e9;
      work.slices().ifPresent(file -> SliceFile.write(file, surface, seed));
      return new Landscape.Measured(
          flatness,
          mask.toBitSet().cardinality(),
          model.layout().size(),
          Math.min(train.size(), options.examples()),
          seconds);
    }
  }

  /** That of the file, or what is not zero. */
  private static Mask mask(Optional<Path> file, EvaluableModel model) {
    return file.map(f -> read(f, model.layout()))
        .orElseGet(() -> EvaluateWork.nonzero(model.layout(), model.weights()));
  }

  private static Mask read(Path file, ParameterLayout layout) {
    NpyArray values =
        ModelArray.read(file, layout, "give the mask that 'espalier prune' left beside it");
    try {
      return Mask.of(layout, values.toBitSet());
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(file + ": " + e.getMessage(), e);
    }
  }
}
