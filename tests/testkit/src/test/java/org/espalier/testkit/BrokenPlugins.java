package org.espalier.testkit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.model.Mask;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.trajectory.SquaredUpdates;

/** A sound policy, and plugins that each break a rule. */
final class BrokenPlugins {
  private BrokenPlugins() {}

  /** Magnitude with a factor, for the broken to build on. */
  private static Pruning byMagnitude(PruningRequest request, double sign) {
    float[] weights = request.weights();
    double[] scores = new double[weights.length];
    Arrays.setAll(scores, k -> Math.abs(weights[k]) + sign * k * 1e-9);
    return Saliency.prune(scores, request, Scope.GLOBAL);
  }

  private static PruningRequest with(PruningRequest request, Options options, Progress progress) {
    PruningRequest.Builder changed =
        PruningRequest.builder(request.layout(), request.weights(), request.sparsity())
            .alive(request.alive())
            .emptyLayersAllowed(request.emptyLayersAllowed())
            .granularity(request.granularity())
            .trajectory(request.trajectory())
            .options(options)
            .progress(progress);
    request.quotas().ifPresent(changed::quotas);
    return changed.build();
  }

  /** Σ(Δθ)², a sound policy that reads the trajectory. */
  private static Pruning byPath(PruningRequest request) {
    request.options().requireNone();
    return Saliency.prune(
        SquaredUpdates.sum(request.trajectory(), request.progress()), request, Scope.GLOBAL);
  }

  abstract static class OfTrajectory extends PruningPolicyContract {
    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }

    @Override
    protected Set<Need> needs() {
      return Set.of(Need.TRAJECTORY);
    }
  }

  abstract static class OfWeights extends PruningPolicyContract {
    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }

    @Override
    protected Set<Need> needs() {
      return Set.of();
    }
  }

  static class Sound extends OfTrajectory {
    @Override
    protected PruningPolicy policy() {
      return BrokenPlugins::byPath;
    }
  }

  static class TakesAnyOption extends OfTrajectory {
    @Override
    protected PruningPolicy policy() {
      return request -> byPath(with(request, Options.none(), request.progress()));
    }
  }

  static class NeverStops extends OfTrajectory {
    @Override
    protected PruningPolicy policy() {
      return request -> byPath(with(request, request.options(), Progress.NONE));
    }
  }

  static class KeepsAll extends OfWeights {
    @Override
    protected PruningPolicy policy() {
      return request -> Pruning.of(Mask.all(request.layout()));
    }
  }

  static class CutsFromTheEnd extends OfWeights {
    @Override
    protected PruningPolicy policy() {
      return request -> {
        request.options().requireNone();
        return byMagnitude(request, -1);
      };
    }
  }

  static class CutsUnitsApart extends OfWeights {
    @Override
    protected PruningPolicy policy() {
      return request -> {
        request.options().requireNone();
        request.progress().check();
        PruningRequest.Builder weights =
            PruningRequest.builder(request.layout(), request.weights(), request.sparsity())
                .alive(request.alive())
                .emptyLayersAllowed(request.emptyLayersAllowed());
        request.quotas().ifPresent(weights::quotas);
        return byMagnitude(weights.build(), 1);
      };
    }
  }

  static class Remembers extends OfWeights {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    protected PruningPolicy policy() {
      return request -> byMagnitude(request, 1).withNote("call " + calls.incrementAndGet());
    }
  }

  static class SpoilsGradients extends OfWeights {
    @Override
    protected PruningPolicy policy() {
      return request -> {
        Arrays.fill(request.gradients().gradient(1), 0);
        return byMagnitude(request, 1);
      };
    }
  }

  static class HeedlessEstimator extends CausalityEstimatorContract {
    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }

    @Override
    protected CausalityEstimator estimator() {
      return request ->
          new CorrelationEstimator().estimate(EstimationRequest.of(request.trajectory()));
    }
  }

  static class BlindEstimator extends CausalityEstimatorContract {
    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }

    @Override
    protected CausalityEstimator estimator() {
      return request -> Fixtures.evidence(new double[request.trajectory().updates().columns()]);
    }
  }
}
