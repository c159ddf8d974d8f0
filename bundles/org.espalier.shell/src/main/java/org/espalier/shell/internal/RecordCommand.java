package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.LossAfter;
import org.espalier.harness.Work;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a model, or perturbs one, and leaves its trajectory. */
@Command(
    name = "record",
    description = "Trains a model and leaves its trajectory: every update, and the loss around it.",
    sortOptions = false,
    footer = {
      "",
      "The folder opens in NumPy, too; the trained model is model.zip in it.",
      "",
      "A model that can only be run is not trained but perturbed: --interventions leaves a",
      "trajectory of what random perturbations of its units or layers do to the loss, in pairs of",
      "opposite ones on the same minibatch. γ is then half the curvature of the loss, so that γθ²",
      "is what cutting a weight costs. The model's file stays as it is.",
      "",
      "Examples:",
      "  espalier record --model digits-mlp --dataset digits --steps 1260 --out run",
      "  espalier record --model model.onnx --dataset digits --interventions unit --steps 2000 \\",
      "      --out perturbed"
    })
final class RecordCommand implements Callable<Integer> {
  private static final double SCALE = 0.1;
  private static final Set<String> OF_TRAINING =
      Set.of(
          "--gradients",
          "--skip-second-forward",
          "--optimizer",
          "--learning-rate",
          "--rate-schedule",
          "--momentum",
          "--label-smoothing",
          "--weight-decay");

  private final Session session;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "digits-mlp, mlp:784-300-100-10, cnn:conv16-pool2-dense64 or a saved model.")
  private String model = "";

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "D",
      description = Descriptions.DATASETS)
  private String dataset = "";

  @Option(names = "--steps", required = true, paramLabel = "N", description = "Steps to record.")
  private int steps;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new folder for the trajectory.")
  private Path out = Path.of("");

  @Option(names = "--seed", paramLabel = "N", description = "Default: 0.")
  private long seed;

  @Option(
      names = "--gradients",
      description = "Records gradients beside the updates, for optimisers such as Adam.")
  private boolean gradients;

  @Option(
      names = "--skip-second-forward",
      description = {
        "Takes the next minibatch's loss as the loss after a step:",
        "faster, but noisier; the manifest says so."
      })
  private boolean skipSecondForward;

  @Option(
      names = "--interventions",
      paramLabel = "B",
      description = {
        "Perturbs a saved model by unit or by layer and doesn't train it;",
        "of the options below only --batch is for it."
      })
  private @Nullable Granularity interventions;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = {
        "Size of the perturbations, in root mean squares of the weights",
        "of their tensor (default: 0.1)."
      })
  private @Nullable Double scale;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  RecordCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return interventions == null ? train() : intervene(interventions);
  }

  private int intervene(Granularity blocks) {
    for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
      if (OF_TRAINING.contains(given.longestName())) {
        throw new IllegalArgumentException(
            given.longestName() + " is for a training; --interventions doesn't train");
      }
    }
    Work.InterveneRequest request =
        new Work.InterveneRequest(
            Path.of(model),
            dataset,
            blocks,
            steps,
            scale == null ? SCALE : scale,
            recipe.batch(),
            seed,
            out);
    Work.Intervened recorded;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      recorded = session.workbench().intervene(request, progress);
    }
    new InterventionLines(blocks, recorded).lines().forEach(session.out()::println);
    session.out().println("wrote " + recorded.trajectory());
    return 0;
  }

  private int train() {
    if (scale != null) {
      throw new IllegalArgumentException("--scale is for --interventions alone");
    }
    Work.RecordRequest request =
        new Work.RecordRequest(
            model,
            dataset,
            steps,
            recipe.recipe(),
            skipSecondForward ? LossAfter.NEXT_MINIBATCH : LossAfter.SAME_MINIBATCH,
            gradients,
            seed,
            out);
    Work.Recorded recorded;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      recorded = session.workbench().record(request, progress);
    }
    session
        .out()
        .printf(
            "%d steps of %,d parameters in %.1f s, %.0f %% of it for recording%n",
            recorded.report().steps(),
            recorded.parameters(),
            recorded.report().seconds(),
            100 * recorded.report().recordingShare());
    session
        .out()
        .printf(
            "test accuracy %.1f %%, loss %.4f%n",
            100 * recorded.evaluation().accuracy(), recorded.evaluation().loss());
    session.out().println("wrote " + recorded.trajectory());
    session.out().println("wrote " + recorded.model());
    return 0;
  }
}
