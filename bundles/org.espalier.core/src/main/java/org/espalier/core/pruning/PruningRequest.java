package org.espalier.core.pruning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.jspecify.annotations.Nullable;

/** What to prune, how far, and on what grounds; immutable, made by {@link #builder}. */
public final class PruningRequest {
  private final float[] weights;
  private final Mask alive;
  private final double sparsity;
  private final @Nullable List<Integer> quotas;
  private final boolean emptyLayersAllowed;
  private final Granularity granularity;
  private final @Nullable Trajectory trajectory;
  private final @Nullable CausalEvidence evidence;
  private final @Nullable MinibatchGradients gradients;
  private final @Nullable LayerInputs inputs;
  private final Options options;
  private final long seed;
  private final Progress progress;

  private PruningRequest(Builder builder) {
    weights = builder.weights;
    alive = builder.alive;
    sparsity = builder.sparsity;
    quotas = builder.quotas;
    emptyLayersAllowed = builder.emptyLayersAllowed;
    granularity = builder.granularity;
    trajectory = builder.trajectory;
    evidence = builder.evidence;
    gradients = builder.gradients;
    inputs = builder.inputs;
    options = builder.options;
    seed = builder.seed;
    progress = builder.progress;
  }

  /**
   * A request for a model's weights.
   *
   * @param weights θ, p values; copied
   * @param sparsity zeroed ÷ prunable to reach, in [0, 1)
   * @throws IllegalArgumentException if the sparsity is outside, or there are not p weights
   */
  public static Builder builder(ParameterLayout layout, float[] weights, double sparsity) {
    return new Builder(layout, weights, sparsity);
  }

  /**
   * The same request for a stage on the way, see {@link Stages}.
   *
   * @param keep weights to keep after the stage, at least as many as {@link #keep}
   * @param left what the stages before have left
   */
  public PruningRequest stage(int keep, Mask left) {
    double reached = keep == keep() ? sparsity : 1 - keep / (double) layout().prunableSize();
    Builder stage = new Builder(this, reached).alive(left);
    if (quotas != null) {
      stage.quotas(stageQuotas(quotas, keep, left));
    }
    return stage.build();
  }

  /** Quotas as far between what is left and the last ones as the stage is. */
  private List<Integer> stageQuotas(List<Integer> last, int keep, Mask left) {
    List<Parameter> layers = layout().prunable();
    int alive = left.keptPrunable();
    double way = alive == keep() ? 0 : (keep - keep()) / (double) (alive - keep());
    List<Integer> stage = new ArrayList<>();
    int missing = keep;
    for (int i = 0; i < layers.size(); i++) {
      int quota = last.get(i) + (int) (way * (left.kept(layers.get(i)) - last.get(i)));
      stage.add(quota);
      missing -= quota;
    }
    for (int i = 0; missing > 0; i = (i + 1) % layers.size()) {
      if (stage.get(i) < left.kept(layers.get(i))) {
        stage.set(i, stage.get(i) + 1);
        missing--;
      }
    }
    return stage;
  }

  public ParameterLayout layout() {
    return alive.layout();
  }

  /** θ, p values, a copy. */
  public float[] weights() {
    return weights.clone();
  }

  /** What earlier rounds have left; all weights in the first. */
  public Mask alive() {
    return alive;
  }

  /** Zeroed ÷ prunable to reach, in [0, 1). */
  public double sparsity() {
    return sparsity;
  }

  /** Number of prunable weights to keep: what the sparsity leaves, rounded to the nearest. */
  public int keep() {
    int prunable = layout().prunableSize();
    return prunable - (int) Math.round(sparsity * prunable);
  }

  /** Weights to keep in each prunable tensor, where the request fixes them. */
  public Optional<List<Integer>> quotas() {
    return Optional.ofNullable(quotas);
  }

  /** Whether a layer may lose its last weight. */
  public boolean emptyLayersAllowed() {
    return emptyLayersAllowed;
  }

  /**
   * What is cut: single weights, or units, each with every weight that goes with it, until no more
   * than {@link #keep} are left; never layers.
   */
  public Granularity granularity() {
    return granularity;
  }

  /**
   * Refuses to cut whole units, for a policy that can't.
   *
   * @throws IllegalArgumentException if they are asked for
   */
  public void requireSingleWeights() {
    if (granularity != Granularity.WEIGHT) {
      throw new IllegalArgumentException(
          "this policy cuts single weights only; for whole units use structured-surgeon, or"
              + " granularity=unit of a policy that ranks by scores, such as magnitude");
    }
  }

  /** The recorded training; asking for it without one is the caller's mistake, told in one line. */
  public Trajectory trajectory() {
    return given(trajectory, "a trajectory; record one and pass it with --trajectory DIR");
  }

  public CausalEvidence evidence() {
    return given(evidence, "evidence; estimate it and pass it with --evidence DIR");
  }

  public MinibatchGradients gradients() {
    return given(gradients, "gradients; pass training data with --dataset D");
  }

  public LayerInputs inputs() {
    return given(inputs, "what the layers see; pass training data with --dataset D");
  }

  public Options options() {
    return options;
  }

  public long seed() {
    return seed;
  }

  public Progress progress() {
    return progress;
  }

  private static <T> T given(@Nullable T value, String what) {
    if (value == null) {
      throw new EspalierException("this policy needs " + what);
    }
    return value;
  }

  /** Collects what a request holds. */
  public static final class Builder {
    private final float[] weights;
    private final double sparsity;
    private Mask alive;
    private @Nullable List<Integer> quotas;
    private boolean emptyLayersAllowed;
    private Granularity granularity = Granularity.WEIGHT;
    private @Nullable Trajectory trajectory;
    private @Nullable CausalEvidence evidence;
    private @Nullable MinibatchGradients gradients;
    private @Nullable LayerInputs inputs;
    private Options options = Options.none();
    private long seed;
    private Progress progress = Progress.NONE;

    private Builder(ParameterLayout layout, float[] weights, double sparsity) {
      if (!(sparsity >= 0 && sparsity < 1)) {
        throw new IllegalArgumentException("sparsity " + sparsity + "; it must be in [0, 1)");
      }
      requireLength("weights", weights.length, layout);
      this.weights = weights.clone();
      this.sparsity = sparsity;
      this.alive = Mask.all(layout);
    }

    private Builder(PruningRequest request, double sparsity) {
      this(request.layout(), request.weights, sparsity);
      emptyLayersAllowed = request.emptyLayersAllowed;
      granularity = request.granularity;
      trajectory = request.trajectory;
      evidence = request.evidence;
      gradients = request.gradients;
      inputs = request.inputs;
      options = request.options;
      seed = request.seed;
      progress = request.progress;
    }

    public Builder alive(Mask value) {
      if (!value.layout().equals(alive.layout())) {
        throw new IllegalArgumentException("the mask is of another model");
      }
      alive = value;
      return this;
    }

    /**
     * Fixes the weights kept in each prunable tensor, by offset; a tensor may get none. {@link
     * #build} refuses them if one is negative or larger than its tensor, or if they don't add up to
     * {@link PruningRequest#keep}.
     */
    public Builder quotas(List<Integer> value) {
      quotas = List.copyOf(value);
      return this;
    }

    public Builder emptyLayersAllowed(boolean value) {
      emptyLayersAllowed = value;
      return this;
    }

    /**
     * Says what is to be cut; single weights by default.
     *
     * @throws IllegalArgumentException if it is layers
     */
    public Builder granularity(Granularity value) {
      if (value == Granularity.LAYER) {
        throw new IllegalArgumentException(
            "granularity = 'layer'; a policy cuts single weights (weight) or whole units (unit)");
      }
      granularity = value;
      return this;
    }

    /**
     * Gives the recorded training.
     *
     * @throws EspalierException if its parameters are not the model's by name and shape
     */
    public Builder trajectory(Trajectory value) {
      alive
          .layout()
          .mismatch(value.manifest().layout(), "the trajectory")
          .ifPresent(
              difference -> {
                throw new EspalierException("the trajectory is of another model: " + difference);
              });
      trajectory = value;
      return this;
    }

    public Builder evidence(CausalEvidence value) {
      requireLength("gamma", value.size(), alive.layout());
      evidence = value;
      return this;
    }

    public Builder gradients(MinibatchGradients value) {
      gradients = value;
      return this;
    }

    public Builder inputs(LayerInputs value) {
      inputs = value;
      return this;
    }

    public Builder options(Options value) {
      options = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder progress(Progress value) {
      progress = value;
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException if the quotas don't fit
     */
    public PruningRequest build() {
      PruningRequest request = new PruningRequest(this);
      if (quotas != null) {
        requireFittingQuotas(request, quotas);
      }
      return request;
    }

    private static void requireFittingQuotas(PruningRequest request, List<Integer> quotas) {
      List<Parameter> layers = request.layout().prunable();
      long sum = quotas.stream().mapToLong(Integer::intValue).sum();
      if (quotas.size() != layers.size() || sum != request.keep()) {
        throw new IllegalArgumentException(
            "quotas %s for %d layers and %d weights to keep"
                .formatted(quotas, layers.size(), request.keep()));
      }
      for (int i = 0; i < layers.size(); i++) {
        if (quotas.get(i) < 0 || quotas.get(i) > layers.get(i).size()) {
          throw new IllegalArgumentException(
              "a quota of %d for %s, which has %d weights"
                  .formatted(quotas.get(i), layers.get(i).name(), layers.get(i).size()));
        }
      }
    }

    private static void requireLength(String what, int length, ParameterLayout layout) {
      if (length != layout.size()) {
        throw new IllegalArgumentException(
            "%s has %d values for %d parameters".formatted(what, length, layout.size()));
      }
    }
  }
}
