package org.espalier.shell.internal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.harness.Work;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a weight, a unit or a layer of a pruned model was cut or kept. */
@Command(
    name = "explain",
    description = "Tells why a part of a pruned model was cut or kept.",
    sortOptions = false,
    footer = {
      "",
      "Answers from what 'espalier prune' leaves beside a pruned model: the score that the policy",
      "ranked the weight by, what it predicted for the loss, and the rule. With --dataset the part",
      "is cut alone from the model before the cut, and the training loss measured.",
      "",
      "Examples:",
      "  espalier explain pruned.zip '0_W[3,12]'                 a weight: unit 3, input 12",
      "  espalier explain pruned.zip '0_W[3]' --dataset digits   a neuron or filter, bias and all",
      "  espalier explain pruned.zip 0_W --dataset digits        a layer"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model that prune wrote.")
  private Path pruned = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "PART",
      description = "A tensor's name, with indices in brackets for a unit or a weight.")
  private String part = "";

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model before the cut (default: the one that was pruned).")
  private @Nullable Path model;

  @Option(
      names = "--dataset",
      paramLabel = "D",
      description = "Measures what cutting the part alone does to the loss on the training part.")
  private @Nullable String dataset;

  ExplainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Work.Explained answer;
    try (ConsoleProgress progress = new ConsoleProgress(session)) {
      answer =
          session
              .workbench()
              .explain(
                  new Work.ExplainRequest(
                      pruned, Optional.ofNullable(model), part, Optional.ofNullable(dataset)),
                  progress);
    }
    tell(answer, session.out());
    return 0;
  }

  private static void tell(Work.Explained answer, PrintStream out) {
    out.printf("%-10s %s%n", answer.part(), verdict(answer));
    out.printf("rule       %s%n", answer.rule());
    answer.value().ifPresent(value -> out.printf("weight     %s before the cut%n", number(value)));
    answer.score().ifPresent(score -> out.printf("score      %s%n", score(answer, score)));
    if (answer.score().isEmpty()) {
      out.println("score      none: the policy tells none");
    }
    answer
        .effect()
        .ifPresent(
            effect ->
                out.printf(
                    "evidence   predicted to raise the training loss by %s nats when it was cut%n",
                    number(effect)));
    answer.ablation().ifPresent(ablated -> out.printf("ablation   %s%n", ablation(ablated)));
    answer.notes().forEach(note -> out.println("note       " + note));
  }

  private static String verdict(Work.Explained answer) {
    if (answer.weights() == 1) {
      return answer.kept() == 1 ? "kept" : "cut";
    }
    return "%,d of %,d weights kept".formatted(answer.kept(), answer.weights());
  }

  private static String score(Work.Explained answer, double score) {
    return answer
        .ranking()
        .map(
            rank ->
                "%s, rank %,d of %,d; the lowest of a kept weight is %s"
                    .formatted(number(score), rank.rank(), rank.of(), number(rank.leastKept())))
        .orElseGet(() -> "%s on average".formatted(number(score)));
  }

  private static String ablation(Work.Ablated ablated) {
    double change = ablated.after().loss() - ablated.before().loss();
    return "cut alone, the training loss goes from %s to %s nats (%+.3g), accuracy from %.2f to %.2f %%"
        .formatted(
            number(ablated.before().loss()),
            number(ablated.after().loss()),
            change,
            100 * ablated.before().accuracy(),
            100 * ablated.after().accuracy());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
