package org.espalier.harness.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.harness.experiment.ModelChoice;
import org.espalier.harness.experiment.ModelSpec;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.LoadedData;

/** What is asked of models, with one line where they can't. */
public final class Models {
  private Models() {}

  /** A saved model. */
  public static ModelSource file(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new InvalidDataException("cannot read " + path + ": no such model file");
    }
    return new ModelSource.File(path);
  }

  /** A new network by name, or a saved model. */
  public static ModelSource named(String model, LoadedData data, long weightSeed) {
    ModelSpec spec = ModelSpec.named(model);
    if (spec instanceof SavedModel saved) {
      return file(saved.file());
    }
    ModelChoice choice = (ModelChoice) spec;
    return new ModelSource.New(choice.architecture(choice.fit(data.data())), weightSeed);
  }

  /** Whether a model was trained elsewhere: nobody here knows how its data were prepared. */
  public static boolean isForeign(EvaluableModel model) {
    return !(model instanceof TrainableModel);
  }

  /**
   * The data in the shape that the model takes. To a model that was trained elsewhere the rows of a
   * file go as they are, not standardised.
   */
  public static LoadedData fit(EvaluableModel model, LoadedData data) {
    List<Integer> shape = model.inputShape();
    Dataset all = data.data();
    if (shape.stream().reduce(1, Math::multiplyExact) != all.width()) {
      throw new EspalierException(
          "the model takes examples of shape %s, but those of data set %s have shape %s"
              .formatted(shape, all.name(), all.exampleShape()));
    }
    if (!isSameOrder(shape, all.exampleShape())) {
      throw new EspalierException(
          "the model takes examples of shape %s, but those of data set %s have shape %s: the same"
                  .formatted(shape, all.name(), all.exampleShape())
              + " values in another order; give them as npy:FEATURES,LABELS in the model's");
    }
    boolean asTheyAre = isForeign(model) && !DatasetLoader.isBuiltIn(all.name());
    return new LoadedData(
        all.reshape(shape), data.trainSize(), data.standardize() && !asTheyAre, data.useless());
  }

  /** Whether values in a row are those of the other shape: one is flat, or they differ by ones. */
  private static boolean isSameOrder(List<Integer> one, List<Integer> other) {
    List<Integer> axes = withoutOnes(one);
    List<Integer> others = withoutOnes(other);
    return axes.size() < 2 || others.size() < 2 || axes.equals(others);
  }

  private static List<Integer> withoutOnes(List<Integer> shape) {
    return shape.stream().filter(axis -> axis != 1).toList();
  }

  /** All files of a model that was opened from one. */
  public static List<Path> files(PrunableModel model, Path file) {
    return Stream.concat(Stream.of(file), model.filesBeside().stream()).toList();
  }

  /** Their sizes together. */
  public static long bytes(List<Path> files) {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw SafeFile.cannotRead(file, e);
      }
    }
    return bytes;
  }

  /**
   * A model that can be run on data.
   *
   * @param name what the line calls it
   */
  public static EvaluableModel evaluable(PrunableModel model, String name) {
    return as(EvaluableModel.class, model, "the adapter of " + name + " can't run it on data");
  }

  public static DifferentiableModel differentiable(PrunableModel model, Path path) {
    return as(DifferentiableModel.class, model, "the adapter of " + path + " has no gradients");
  }

  public static ObservableModel observable(PrunableModel model, Path path) {
    return as(
        ObservableModel.class,
        model,
        "the adapter of " + path + " doesn't show what the model's layers see");
  }

  /** A model whose training is to be recorded. */
  public static TrainableModel recordable(PrunableModel model, String name) {
    return as(
        TrainableModel.class,
        model,
        name
            + " can only be run, not trained: record it in its own framework, or use"
            + " --interventions unit");
  }

  /** A network of a comparison that trains. */
  static TrainableModel trainable(PrunableModel model) {
    return as(
        TrainableModel.class,
        model,
        "the model can't be trained by its adapter; name another model");
  }

  private static <T> T as(Class<T> ability, PrunableModel model, String otherwise) {
    if (!ability.isInstance(model)) {
      throw new EspalierException(otherwise);
    }
    return ability.cast(model);
  }
}
