package org.espalier.shell.internal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.harness.Landscape;
import org.espalier.harness.result.Flatness;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how flat the loss is around a saved model. */
@Command(
    name = "flatness",
    description = "Measures how flat the training loss is around a saved model's weights.",
    sortOptions = false,
    footer = {
      "",
      "Cut weights stay zero: all is along the kept weights and the biases. Fewer of them have",
      "less curvature to begin with, so compare a pruned model with its dense one along the same",
      "mask: give --mask with both.",
      "",
      "Examples:",
      "  espalier flatness run/model.zip --dataset digits",
      "  espalier flatness pruned.zip --dataset digits --mask pruned.zip.mask.npy",
      "  espalier flatness run/model.zip --dataset digits --mask pruned.zip.mask.npy",
      "  espalier flatness pruned.zip --dataset digits --slices slices.json"
    })
final class FlatnessCommand implements Callable<Integer> {
  /** Share by which Hv may change before the user is warned. */
  private static final double ROUGH = 0.1;

  private final Session session;

  @Parameters(paramLabel = "MODEL", description = "A saved model.")
  private Path model = Path.of("");

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "D",
      description = Descriptions.DATASETS)
  private String dataset = "";

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description = {
        "What may move, as prune leaves it beside the model (default: every",
        "prunable weight that is not zero)."
      })
  private @Nullable Path mask;

  @Option(
      names = "--slices",
      paramLabel = "FILE",
      description = {
        "Where to write the loss along filter-normalised directions: a line of 21",
        "points and a plane of 13 x 13, as CSV or else as JSON."
      })
  private @Nullable Path slices;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the split and of random directions (default: 0).")
  private long seed;

  FlatnessCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Landscape.Measured result;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      result =
          session
              .landscape()
              .flatness(
                  new Landscape.Request(
                      model, dataset, Optional.ofNullable(mask), Optional.ofNullable(slices), seed),
                  progress);
    }
    print(result);
    return 0;
  }

  private void print(Landscape.Measured result) {
    Flatness f = result.flatness();
    PrintStream out = session.out();
    out.printf(
        Locale.ROOT,
        "loss            %.6f nats over %,d examples (train part), gradient norm %.2e%n",
        f.loss(),
        result.examples(),
        f.gradientNorm());
    out.printf(
        Locale.ROOT, "along           %,d of %,d parameters%n", result.kept(), result.total());
    out.println();
    row(
        "lambda max",
        f.lambdaMax(),
        "largest eigenvalue of the Hessian, residual %.0e after %d steps"
            .formatted(f.residual(), f.lanczosSteps()));
    row("lambda min", f.lambdaMin(), "smallest Ritz value: the smallest eigenvalue is no higher");
    row(
        "trace",
        f.trace(),
        "of the Hessian, standard error %.2g of %d samples"
            .formatted(f.traceError(), f.traceSamples()));
    row("keskar", f.keskar(), "eps-sharpness in %: rise of the loss in a small box");
    row("sam", f.sam(), "rise of the loss along the gradient, in nats");
    out.println("unchanged where weights are rescaled:");
    row("asam", f.asam(), "adaptive rise of the loss, in nats");
    row(
        "adaptive trace",
        f.adaptiveTrace(),
        "of D H D, D = diag |w|, standard error %.2g".formatted(f.adaptiveTraceError()));
    out.println();
    out.printf(
        Locale.ROOT,
        "%,d gradients and %,d losses in %.1f s; halving the step changes Hv by %.1e%n",
        f.gradients(),
        f.losses(),
        result.seconds(),
        f.stepError());
    if (f.stepError() > ROUGH) {
      out.println(
          "The loss is rough here, as where units are cut or dead: lambda max is no more exact.");
    }
    if (slices != null) {
      out.println("slices in " + slices);
    }
  }

  private void row(String name, double value, String what) {
    session.out().printf(Locale.ROOT, "%-15s %12.5g  %s%n", name, value, what);
  }
}
