package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.core.Options;
import org.espalier.harness.Work;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prunes a saved model. */
@Command(
    name = "prune",
    description = "Prunes a saved model; writes the pruned one and its mask.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  espalier prune run/model.zip --policy magnitude --sparsity 0.9 --out pruned.zip",
      "  espalier prune run/model.zip --policy trajectory-fisher --sparsity 0.9 \\",
      "      --trajectory run --out pruned.zip",
      "",
      "Zeros alone make nothing faster. To get a smaller model, cut whole neurons and",
      "filters (granularity=unit of any policy that ranks by scores, or a structured one)",
      "and take them out:",
      "  espalier prune run/model.zip --policy magnitude:granularity=unit --sparsity 0.5 \\",
      "      --remove --out small.zip"
    })
final class PruneCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "MODEL", description = "A saved model.")
  private Path model = Path.of("");

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "P",
      description = {
        "Such as magnitude; 'espalier plugins' lists them.",
        "magnitude:scope=layerwise sets an option of it, as --set does;",
        "granularity=unit, of any that ranks by scores, cuts whole neurons and filters.",
        "magnitude@snip is magnitude with snip's layerwise sparsities."
      })
  private String policy = "";

  @Option(
      names = "--sparsity",
      required = true,
      paramLabel = "S",
      description = "Share of the prunable weights to cut, in [0, 1).")
  private double sparsity;

  @Option(
      names = "--trajectory",
      paramLabel = "DIR",
      description = "A recorded trajectory, for policies that need one.")
  private @Nullable Path trajectory;

  @Option(
      names = "--evidence",
      paramLabel = "DIR",
      description = "Estimated evidence, for policies that need some.")
  private @Nullable Path evidence;

  @Option(
      names = "--dataset",
      paramLabel = "D",
      description =
          "Training data, for policies that need gradients or what the layers see, and to measure"
              + " what one predicts.")
  private @Nullable String dataset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "An option of the policy; may come several times.")
  private List<String> options = List.of();

  @Option(
      names = "--allow-empty-layers",
      description = "Lets a layer lose its last weight; without it each keeps its best.")
  private boolean emptyLayersAllowed;

  @Option(
      names = "--remove",
      description = {
        "Takes out the neurons and filters that nothing reads any more, so that",
        "a smaller model is written. The mask stays that of the model as it was."
      })
  private boolean remove;

  @Option(names = "--seed", paramLabel = "N", description = "Default: 0.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = {
        "The pruned model; its mask goes beside it, with .mask.npy added,",
        "and what the policy predicts, if it does: .effects.npy, .evidence.json."
      })
  private Path out = Path.of("");

  PruneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Work.PruneRequest request =
        new Work.PruneRequest(
            model,
            policy,
            sparsity,
            Optional.ofNullable(trajectory),
            Optional.ofNullable(evidence),
            Optional.ofNullable(dataset),
            Options.parse(options),
            emptyLayersAllowed,
            remove,
            seed,
            out);
    Work.Pruned pruned;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      pruned = session.workbench().prune(request, progress);
    }
    session
        .out()
        .printf(
            "%s kept %,d of %,d prunable weights: sparsity %.2f %%%n",
            policy, pruned.kept(), pruned.prunable(), 100 * pruned.sparsity());
    pruned
        .layerSparsities()
        .forEach((name, s) -> session.out().printf("  %-12s %6.2f %%%n", name, 100 * s));
    pruned.notes().forEach(session.out()::println);
    pruned.effect().ifPresent(this::tell);
    new RemovalLines(session.out()).print(pruned);
    session.out().println("wrote " + pruned.model());
    pruned.beside().forEach(file -> session.out().println("wrote " + file));
    return 0;
  }

  private void tell(Work.Effect effect) {
    session
        .out()
        .printf(
            Locale.ROOT,
            "predicted change of the training loss: %+.4g nats%s%n",
            effect.predicted(),
            effect.measured().isPresent()
                ? String.format(Locale.ROOT, "; measured: %+.4g", effect.measured().getAsDouble())
                : " (--dataset measures it)");
  }
}
