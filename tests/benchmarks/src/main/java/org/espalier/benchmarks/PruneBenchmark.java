package org.espalier.benchmarks;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Flow;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.policy.causal.internal.surgeon.SurgeonOptions;
import org.espalier.policy.causal.internal.surgeon.TrajectorySurgeon;
import org.espalier.testkit.Fixtures;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The surgeon and its flow on a perceptron 64-128-64-10 with Gaussian updates. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class PruneBenchmark {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(64, 128, 64, 10);
  private static final int STEPS = 512;

  private @Nullable PruningRequest request;
  private double[] importance = new double[0];

  /** A trajectory in arrays. */
  @Setup
  public void prepare() {
    var trajectory = Fixtures.planted(LAYOUT, STEPS, new double[LAYOUT.size()], 0.01, 1);
    request =
        PruningRequest.builder(LAYOUT, trajectory.weights(), 0.98).trajectory(trajectory).build();
    float[] weights = trajectory.weights();
    importance = new double[weights.length];
    for (int k = 0; k < importance.length; k++) {
      importance[k] = Math.abs(weights[k]);
    }
  }

  /** All stages to a sparsity of 98 %. */
  @Benchmark
  public Pruning prune() {
    return TrajectorySurgeon.prune(Objects.requireNonNull(request), SurgeonOptions.standard());
  }

  /** The weights of one stage by their flow. */
  @Benchmark
  public double[] flow() {
    double[] scores = importance.clone();
    new Flow(LAYOUT, importance).weigh(scores, importance, 2);
    return scores;
  }
}
