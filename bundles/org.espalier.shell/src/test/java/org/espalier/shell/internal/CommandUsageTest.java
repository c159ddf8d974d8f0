package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad usage: exit code 2 and one line that says what was probably meant. */
class CommandUsageTest {
  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void assertRefused(String line) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    Session session =
        new Session(
            workbench,
            workbench,
            workbench,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            stream,
            () -> false,
            RecordingWorkbench.EXPERIMENTS,
            RecordingWorkbench.TOOLS);
    String[] args = line.split(" ", -1);
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].replace("<>", "");
    }
    assertEquals(2, CommandRunner.run(CommandRunner.commandLine(session, List.of()), args));
    assertEquals(1, errors().lines().count(), errors());
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals(List.of(), workbench.asked);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compare --sead 3 | unknown option '--sead'; did you mean --seeds or --shard?",
        "compare --sead=3 | unknown option '--sead'; did you mean --seeds or --shard?",
        "compare -x | unknown option '-x'",
        "compare --seeds three | Invalid value for option '--seeds': 'three' is not an int",
        "compare --sparsities 0.8,x | Invalid value for option '--sparsities' (S,S): 'x'",
        "compare extra | Unmatched argument at index 1: 'extra'",
        "compare -3 | Unmatched argument at index 1: '-3'",
        "record --model digits-mlp --steps 3 --out x | Missing required option: '--dataset=D'",
        "record --model m --dataset d --steps 1.5 --out x | Invalid value for option '--steps'",
        "record --model m --dataset d --steps 1 --out x --optimizer adma "
            + "| Invalid value for option '--optimizer': 'adma' is not one of sgd, momentum, "
            + "nesterov, adam; did you mean adam?",
        "record --model m --dataset d --steps 1 --out x --optimizer rms "
            + "| Invalid value for option '--optimizer': 'rms' is not one of sgd, momentum, "
            + "nesterov, adam (",
        "record --model m --dataset d --steps 1 --out x --rate-schedule cosin "
            + "| Invalid value for option '--rate-schedule': 'cosin' is not one of constant, "
            + "cosine, step; did you mean cosine?",
        "estimate --estimator e --out x | Missing required parameter: 'TRAJECTORY'",
        "estimate R --zork 3 | unknown option '--zork'",
        "estimate R --estimater e --out x | unknown option '--estimater'; did you mean --estimator?",
        "--zork estimate R | unknown option '--zork'",
        "prune m.zip --policy p --out x | Missing required option: '--sparsity=S'",
        "prune m.zip --policy p --sparsity most --out x "
            + "| Invalid value for option '--sparsity': 'most' is not a double",
        "evaluate m.zip --dataset d --part both "
            + "| Invalid value for option '--part': 'both' is not one of test, train",
        "evaluate m.zip --dataset | Missing required parameter for option '--dataset' (D)",
        "recrod | unknown command 'recrod'; did you mean record?",
        "--verbose recrod --model m | unknown command 'recrod'; did you mean record?",
        "dance | unknown command 'dance'; known: compare, estimate, evaluate, explain, flatness, merge, plugins, prune, record, tune",
        "--verbose | Missing required subcommand"
      })
  void answersBadUsageInOneLine(String line, String message) {
    assertRefused(line);
    assertTrue(errors().startsWith("espalier: " + message), errors());
    assertTrue(errors().strip().endsWith(" --help shows how)"), errors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "record --model m --dataset d --steps 1 --out <> | option '--out'",
        "record --model m --dataset d --steps 1 --out= | option '--out'",
        "estimate run --estimator e --out <> | option '--out'",
        "estimate <> --estimator e --out x | positional parameter at index 0 (TRAJECTORY)",
        "compare --out <> | option '--out'",
        "compare --experiment <> | option '--experiment'",
        "prune <> --policy p --sparsity 0.9 --out x | positional parameter at index 0 (MODEL)",
        "prune m.zip --policy p --sparsity 0.9 --out <> | option '--out'",
        "prune m.zip --policy p --sparsity 0.9 --out x --trajectory <> | option '--trajectory'",
        "prune m.zip --policy p --sparsity 0.9 --out x --evidence <> | option '--evidence'",
        "evaluate <> --dataset d | positional parameter at index 0 (MODEL)"
      })
  void refusesAnEmptyPath(String line, String where) {
    assertRefused(line);
    assertTrue(errors().startsWith("espalier: Invalid value for " + where), errors());
    assertTrue(errors().contains(": the path is empty ("), errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare --out a\0b", "evaluate a\0b --dataset d"})
  void refusesWhatIsNoPath(String line) {
    assertRefused(line);
    assertTrue(errors().contains("no path: Nul character not allowed"), errors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compare --seeds 0 | seeds = 0; it must be 1 to 10000",
        "compare --sparsities 0.5,1.5 | sparsity 1.5; it must be in [0, 1), as in 0.9 for 90 %",
        "compare --model digits-mpl | unknown model 'digits-mpl'; did you mean digits-mlp",
        "compare --policies magnitude,magnitude | policies names one of them twice",
        "compare --policies magnitude@ | policy 'magnitude@' names no reference",
        "compare --experiment e.json --dataset digits | --experiment names its own data set",
        "estimate run --estimator e --out x --set lambda | option 'lambda' is not KEY=VALUE",
        "record --model m --dataset d --steps 1 --out x --momentum 2 "
            + "| momentum = 2.0; it must be in [0, 1)"
      })
  void answersBadValuesInOneLine(String line, String message) {
    assertRefused(line);
    assertTrue(errors().startsWith("espalier: " + message), errors());
  }
}
