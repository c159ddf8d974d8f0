package org.espalier.shell.internal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.harness.Work;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a saved model. */
@Command(
    name = "evaluate",
    description = "Measures a saved model: accuracy, loss, size, zeros, FLOPs and latency.",
    sortOptions = false,
    footer = {
      "",
      "The parts and the scaling of the data follow from the seed, as in record and compare.",
      "",
      "Examples:",
      "  espalier evaluate pruned.zip --dataset digits",
      "  espalier evaluate model.onnx --dataset csv:test.csv",
      "",
      "To a model that can't be trained here, such as an ONNX file, the rows of a file go as",
      "they are, all of them, so prepare them as for its training; those of one that can are",
      "standardised by the training part, as they were then."
    })
final class EvaluateCommand implements Callable<Integer> {
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
      names = "--part",
      paramLabel = "P",
      description = {
        "test, train or all (default: test; all of a file's examples",
        "where the model can't be trained here)."
      })
  private Work.@Nullable Part part;

  @Option(names = "--seed", paramLabel = "N", description = "Of the split (default: 0).")
  private long seed;

  EvaluateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Work.Evaluated result;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      result =
          session
              .workbench()
              .evaluate(
                  new Work.EvaluateRequest(model, dataset, Optional.ofNullable(part), seed),
                  progress);
    }
    PrintStream out = session.out();
    out.printf(
        "accuracy   %.2f %% of %,d examples (%s)%n",
        100 * result.evaluation().accuracy(),
        result.evaluation().examples(),
        switch (result.part()) {
          case TEST -> "test part";
          case TRAIN -> "train part";
          case ALL -> "all";
        });
    out.printf("loss       %.4f nats%n", result.evaluation().loss());
    out.printf(
        "weights    %,d of %,d are not zero: sparsity %.2f %%, compression %.1f times%n",
        result.nonzero(),
        result.total(),
        100 * result.sparsity(),
        (double) result.total() / Math.max(1, result.nonzero()));
    out.printf(
        "size       %,d bytes on disk, weights alone %,d gzipped%n",
        result.bytes(), result.gzipBytes());
    out.printf("FLOPs      %,d for one example, zeros left out%n", result.flops());
    out.printf(
        "latency    %.3f ms for one example, %.3f ms for 64 (median)%n",
        result.latencyMillis1(), result.latencyMillis64());
    if (result.sparsity() > 0) {
      out.println("Zeros alone make nothing faster: dense kernels multiply them, too.");
    }
    return 0;
  }
}
