package org.espalier.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Trains a small network, perturbs it, and estimates and prunes by that, in a folder; gives, by
 * row, the squared perturbation of each unit ({@code energies}) and the loss change ({@code
 * changes}); by unit, the loss change a squared perturbation where it is perturbed alone ({@code
 * alone}); and, one number each, parameters {@code selected} and the {@code sparsity} reached.
 */
@Component(property = "espalier.probe=intervention")
public final class InterventionProbe implements Function<Path, Map<String, double[][]>> {
  private static final int ROWS = 4000;
  private static final int ESTIMATE_ROWS = 400;
  private static final int DRAWS = 60;
  private static final int BATCH = 128;
  private static final int EXAMPLES = 600;
  private static final double SCALE = 0.1;

  private final BundleContext context;
  private final Workbench workbench;
  private final ModelAdapter adapter;
  private final TrajectoryReader reader;

  @Activate
  public InterventionProbe(
      BundleContext context,
      @Reference Workbench workbench,
      @Reference(target = "(espalier.id=dl4j)") ModelAdapter adapter,
      @Reference TrajectoryReader reader) {
    this.context = context;
    this.workbench = workbench;
    this.adapter = adapter;
    this.reader = reader;
  }

  @Override
  public Map<String, double[][]> apply(Path folder) {
    Path file = train(folder.resolve("run"));
    Path perturbed = folder.resolve("perturbed");
    intervene(file, ROWS, perturbed);
    intervene(file, ESTIMATE_ROWS, folder.resolve("fewer"));
    try (EvaluableModel model = (EvaluableModel) adapter.open(new ModelSource.File(file));
        Trajectory trajectory = reader.open(perturbed)) {
      List<ParameterGroup> units = ParameterGroup.of(model.layout(), Granularity.UNIT);
      return Map.of(
          "energies",
          energies(trajectory, units),
          "changes",
          new double[][] {trajectory.losses().changes()},
          "alone",
          new double[][] {alone(model, units, digits())},
          "selected",
          new double[][] {{estimate(folder.resolve("fewer"), folder.resolve("evidence"))}},
          "sparsity",
          new double[][] {{prune(file, folder)}});
    }
  }

  private void intervene(Path file, int rows, Path out) {
    Work.InterveneRequest request =
        new Work.InterveneRequest(file, "digits", Granularity.UNIT, rows, SCALE, BATCH, 0, out);
    workbench.intervene(request, Progress.NONE);
  }

  private Path train(Path out) {
    Work.RecordRequest request =
        new Work.RecordRequest(
            "mlp:64-16-10",
            "digits",
            420,
            TrainingRecipe.standard(),
            LossAfter.SAME_MINIBATCH,
            false,
            0,
            out);
    return workbench.record(request, Progress.NONE).model();
  }

  private double estimate(Path perturbed, Path out) {
    Work.EstimateRequest request =
        new Work.EstimateRequest(
            perturbed,
            "lasso-granger",
            Options.of(Map.of("granularity", "unit", "nullControl", "off")),
            0,
            out);
    return workbench.estimate(request, Progress.NONE).evidence().selected();
  }

  private double prune(Path file, Path folder) {
    Work.PruneRequest request =
        new Work.PruneRequest(
            file,
            "removal-effect",
            0.3,
            Optional.empty(),
            Optional.of(folder.resolve("evidence")),
            Optional.empty(),
            Options.none(),
            false,
            false,
            0,
            folder.resolve("pruned.zip"));
    return workbench.prune(request, Progress.NONE).sparsity();
  }

  private static double[][] energies(Trajectory trajectory, List<ParameterGroup> units) {
    double[][] energies = new double[trajectory.steps()][units.size()];
    float[] row = new float[trajectory.updates().columns()];
    for (int t = 0; t < energies.length; t++) {
      trajectory.updates().row(t).get(row);
      for (int u = 0; u < units.size(); u++) {
        for (IndexRange range : units.get(u).ranges()) {
          for (int k = range.from(); k < range.to(); k++) {
            energies[t][u] += (double) row[k] * row[k];
          }
        }
      }
    }
    return energies;
  }

  /** Both signs of a perturbation of the unit's weights alone, on the same examples. */
  private static double[] alone(EvaluableModel model, List<ParameterGroup> units, Dataset data) {
    float[] weights = model.weights();
    double before = model.evaluate(data).loss();
    Random random = new Random(11);
    double[] alone = new double[units.size()];
    for (int u = 0; u < alone.length; u++) {
      for (int draw = 0; draw < DRAWS; draw++) {
        float[] update = new float[weights.length];
        double energy = 0;
        for (Parameter tensor : model.layout().prunable()) {
          double deviation = SCALE * rootMeanSquare(weights, tensor);
          for (IndexRange range : units.get(u).ranges()) {
            for (int k = Math.max(range.from(), tensor.offset());
                k < Math.min(range.to(), tensor.end());
                k++) {
              update[k] = (float) (deviation * random.nextGaussian());
              energy += (double) update[k] * update[k];
            }
          }
        }
        double both =
            moved(model, weights, update, 1, data) + moved(model, weights, update, -1, data);
        alone[u] += (both / 2 - before) / energy / DRAWS;
      }
    }
    return alone;
  }

  private static double rootMeanSquare(float[] weights, Parameter tensor) {
    double sum = 0;
    for (int k = tensor.offset(); k < tensor.end(); k++) {
      sum += (double) weights[k] * weights[k];
    }
    return Math.sqrt(sum / tensor.size());
  }

  private static double moved(
      EvaluableModel model, float[] weights, float[] update, int sign, Dataset data) {
    float[] moved = weights.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += sign * update[k];
    }
    model.setWeights(moved);
    return model.evaluate(data).loss();
  }

  /** Some examples, from the harness's bundle. */
  private Dataset digits() {
    Bundle harness =
        Arrays.stream(context.getBundles())
            .filter(b -> "org.espalier.harness".equals(b.getSymbolicName()))
            .findFirst()
            .orElseThrow();
    URL entry = Objects.requireNonNull(harness.getEntry("data/digits.csv.gz"));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(entry.openStream()), StandardCharsets.UTF_8))) {
      List<String[]> rows = lines.lines().limit(EXAMPLES).map(line -> line.split(",", -1)).toList();
      int width = rows.get(0).length - 1;
      float[] features = new float[rows.size() * width];
      int[] labels = new int[rows.size()];
      for (int i = 0; i < labels.length; i++) {
        for (int j = 0; j < width; j++) {
          features[i * width + j] = Float.parseFloat(rows.get(i)[j]) / 16;
        }
        labels[i] = (int) Float.parseFloat(rows.get(i)[width]);
      }
      return new Dataset("digits", List.of(width), features, labels, 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
