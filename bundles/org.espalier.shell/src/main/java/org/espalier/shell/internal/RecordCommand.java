package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.espalier.core.model.LossAfter;
import org.espalier.harness.Work;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a model and leaves its trajectory. */
@Command(
    name = "record",
    description = "Trains a model and leaves its trajectory: every update, and the loss around it.",
    sortOptions = false,
    footer = {
      "",
      "The folder opens in NumPy, too; the trained model is model.zip in it.",
      "",
      "Example:",
      "  espalier record --model digits-mlp --dataset digits --steps 1260 --out run"
    })
final class RecordCommand implements Callable<Integer> {
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
      description = "digits, breast-cancer, csv:FILE, idx:IMAGES,LABELS or npy:FEATURES,LABELS.")
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

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  RecordCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
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
