package org.espalier.estimator.lasso.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.testkit.MemoryTrajectory;

/** Trajectories and reference solutions for the tests. */
final class Fixture {
  private Fixture() {}

  static NpyArray array(String name) {
    try {
      URI uri = Objects.requireNonNull(Fixture.class.getResource(name + ".npy"), name).toURI();
      return Npy.read(Path.of(uri));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A reference row by row. */
  static double[][] rows(String name) {
    NpyArray array = array(name);
    double[] flat = array.toDoubles();
    int columns = array.shape().get(1);
    double[][] rows = new double[array.shape().get(0)][columns];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(flat, r * columns, rows[r], 0, columns);
    }
    return rows;
  }

  /** The cells of each line of a CSV file but the first. */
  static List<List<String>> table(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream(name + ".csv")) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      Stream<String> lines = new String(bytes, StandardCharsets.UTF_8).lines();
      return lines.skip(1).map(line -> List.of(line.split(",", -1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** NAME-updates.npy and NAME-losses.npy, with the given learning rates. */
  static Trajectory trajectory(String name, RatePhase... rates) {
    double[][] updates = rows(name + "-updates");
    double[][] losses = rows(name + "-losses");
    float[][] floats = new float[updates.length][updates[0].length];
    double[] before = new double[losses.length];
    double[] after = new double[losses.length];
    for (int t = 0; t < floats.length; t++) {
      for (int k = 0; k < floats[t].length; k++) {
        floats[t][k] = (float) updates[t][k];
      }
      before[t] = losses[t][0];
      after[t] = losses[t][1];
    }
    return of(floats, new Losses(before, after), rates);
  }

  /** A trajectory with these updates and loss changes. */
  static Trajectory of(float[][] updates, double[] changes) {
    return of(updates, new Losses(new double[changes.length], changes), new RatePhase(0, 0.1));
  }

  private static Trajectory of(float[][] updates, Losses losses, RatePhase... rates) {
    int p = updates[0].length;
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Parameter("dense.W", "dense", ParameterRole.WEIGHT, List.of(p), 0, true, 1)));
    TrajectoryManifest manifest =
        new TrajectoryManifest(
            layout,
            "sgd",
            Map.of(),
            List.of(rates),
            LossAfter.SAME_MINIBATCH,
            0,
            "synthetic",
            "",
            Map.of(),
            true);
    return MemoryTrajectory.of(manifest, updates, null, losses, new float[p]);
  }

  /** Normal updates, each parameter's with a deviation of its own between 0.001 and 0.1. */
  static float[][] randomUpdates(Random random, int steps, int parameters) {
    float[][] updates = new float[steps][parameters];
    for (int k = 0; k < parameters; k++) {
      double deviation = Math.pow(10, -1 - 2 * random.nextDouble());
      for (int t = 0; t < steps; t++) {
        updates[t][k] = (float) (deviation * random.nextGaussian());
      }
    }
    return updates;
  }

  /** Σₖ γₖ (Δθₜ₋lag,ₖ)² plus normal noise; the first {@code lag} steps have noise only. */
  static double[] changes(float[][] updates, double[] gamma, int lag, double noise, Random random) {
    double[] changes = new double[updates.length];
    for (int t = 0; t < changes.length; t++) {
      changes[t] = noise * random.nextGaussian();
      for (int k = 0; t >= lag && k < gamma.length; k++) {
        changes[t] += gamma[k] * updates[t - lag][k] * updates[t - lag][k];
      }
    }
    return changes;
  }

  /** One of the evidence's details. */
  static <D> D detail(CausalEvidence evidence, String name, Class<D> type) {
    return type.cast(Objects.requireNonNull(evidence.details().get(name), name));
  }

  /** A configuration that nobody has touched. */
  static <A extends Annotation> A defaults(Class<A> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> method.getDefaultValue());
    return type.cast(proxy);
  }
}
