package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Work;
import org.espalier.harness.evidence.Resolution;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentFolder;
import org.espalier.harness.experiment.ModelChoice;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.experiment.SavedModel;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandRunnerTest {
  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ExperimentFolder experiments = RecordingWorkbench.EXPERIMENTS;
  private PluginTools tools = RecordingWorkbench.TOOLS;

  private CommandLine commands() {
    return CommandRunner.commandLine(
        new Session(
            workbench,
            workbench,
            workbench,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> false,
            experiments,
            tools),
        List.of());
  }

  private int run(String line) {
    return CommandRunner.run(commands(), line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h"})
  void showsItsCommands(String line) {
    assertEquals(line.isEmpty() ? 2 : 0, run(line));
    for (String command :
        List.of("compare", "record", "estimate", "prune", "evaluate", "plugins")) {
      assertTrue(output().contains("  " + command + " "), output());
    }
    assertEquals("", errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "record", "estimate", "prune", "evaluate", "plugins"})
  void helpsWithAnExample(String command) {
    assertEquals(0, run(command + " --help"));
    assertTrue(output().contains("Example"), output());
    assertTrue(output().contains("\n  espalier " + command), output());
    assertTrue(output().lines().allMatch(l -> l.length() <= 100), output());
    assertEquals("", errors());
  }

  @Test
  void tellsItsVersion() {
    assertEquals(0, run("--version"));
    assertTrue(output().startsWith("Espalier "), output());
  }

  @Test
  void failsInOneLine() {
    workbench.failure = new EspalierException("m.zip is damaged\n  at the end");
    assertEquals(1, run("evaluate m.zip --dataset digits"));
    assertEquals("espalier: m.zip is damaged; at the end", errors().strip());
  }

  @Test
  void takesABadArgumentForBadUsage() {
    workbench.failure = new IllegalArgumentException("steps = 0; it must be at least 1");
    assertEquals(2, run("record --model m --dataset d --steps 0 --out x"));
    assertEquals("espalier: steps = 0; it must be at least 1", errors().strip());
  }

  @Test
  void saysThatItWasStopped() {
    workbench.failure = new CancelledException();
    assertEquals(130, run("estimate run --estimator lasso-granger --out x"));
    assertEquals("espalier: stopped", errors().strip());
  }

  @Test
  void namesTheTypeOfAnUnexpectedFailure() {
    workbench.failure = new UncheckedIOException(new IOException("disk"));
    assertEquals(1, run("evaluate m.zip --dataset digits"));
    assertEquals(
        "espalier: unexpected UncheckedIOException: java.io.IOException: disk "
            + "(--verbose shows where)",
        errors().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--verbose evaluate m --dataset d", "evaluate m --dataset d --verbose"})
  void showsTheStackIfAsked(String line) {
    workbench.failure = new EspalierException("m is damaged");
    assertEquals(1, run(line));
    assertTrue(errors().startsWith("espalier: m is damaged"), errors());
    assertTrue(errors().contains("\tat org.espalier.shell.internal."), errors());
  }

  @Test
  void recordsByDefaultAsDocumented() {
    assertEquals(0, run("record --model digits-mlp --dataset digits --steps 1260 --out run"));
    assertEquals(
        List.of(
            new Work.RecordRequest(
                "digits-mlp",
                "digits",
                1260,
                new TrainingRecipe(
                    Optimizer.MOMENTUM, 0.02, RateSchedule.CONSTANT, 0.9, 64, 1, 0, 0),
                LossAfter.SAME_MINIBATCH,
                false,
                0,
                Path.of("run"))),
        workbench.asked);
    assertTrue(output().contains("1260 steps of "), output());
    assertTrue(output().contains("wrote " + Path.of("run", "model.zip")), output());
  }

  @Test
  void recordsWithEveryOption() {
    int code =
        run(
            "record --model m --dataset d --steps 5 --out run --seed 7 --gradients"
                + " --skip-second-forward --optimizer adam --learning-rate 0.001"
                + " --rate-schedule cosine --momentum 0.5 --batch 16 --label-smoothing 0.1"
                + " --weight-decay 0.01");
    assertEquals(0, code);
    assertEquals(
        List.of(
            new Work.RecordRequest(
                "m",
                "d",
                5,
                new TrainingRecipe(
                    Optimizer.ADAM, 0.001, RateSchedule.COSINE, 0.5, 16, 1, 0.1, 0.01),
                LossAfter.NEXT_MINIBATCH,
                true,
                7,
                Path.of("run"))),
        workbench.asked);
  }

  @Test
  void comparesOnASavedModel(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("m.onnx"), "a model");
    assertEquals(0, run("compare --model " + file + " --trajectory run --out o"));
    assertEquals(
        new SavedModel(file, Optional.of(Path.of("run"))),
        ((Experiment) workbench.asked.get(0)).model());
    assertEquals(2, run("compare --model digits-mlp --trajectory run --out o"));
    assertTrue(errors().contains("--trajectory is for a saved model; networks that"), errors());
    assertEquals(2, run("compare --model no.onnx --out o"));
    assertTrue(errors().contains("unknown model 'no.onnx'"), errors());
  }

  @Test
  void perturbsAModelInsteadOfTrainingIt() {
    String line = "record --model m.zip --dataset d --steps 1000 --out run --interventions ";
    assertEquals(0, run(line + "unit"));
    assertEquals(0, run(line + "layer --scale 0.2 --batch 16 --seed 7"));
    assertEquals(
        List.of(
            new Work.InterveneRequest(
                Path.of("m.zip"), "d", Granularity.UNIT, 1000, 0.1, 64, 0, Path.of("run")),
            new Work.InterveneRequest(
                Path.of("m.zip"), "d", Granularity.LAYER, 1000, 0.2, 16, 7, Path.of("run"))),
        workbench.asked);
    for (String part :
        List.of(
            "500 pairs of perturbations of 26 units, 12,345 parameters: 1,500 evaluations in 2.0 s",
            "removing a unit stands out of the noise from 0.0123 nats on (two standard errors",
            "12 of 26 units do, about 1 by chance alone")) {
      assertTrue(output().contains(part), output());
    }
  }

  @Test
  void saysWhereTooFewPerturbationsTellNothing() {
    String line = "record --model m --dataset d --steps 20 --out run --interventions unit";
    workbench.resolution = new Resolution(26, 10, OptionalDouble.empty(), 0, 208);
    assertEquals(0, run(line));
    assertTrue(
        output().contains("too few evaluations to tell 26 units apart; --steps 208"), output());
    workbench.resolution = new Resolution(2600, 100_000, OptionalDouble.empty(), 0, 20_800);
    assertEquals(0, run(line));
    assertTrue(output().contains("2,600 units are too many to be told apart here"), output());
  }

  @Test
  void refusesToTrainAndPerturbAtOnce() {
    String line = "record --model m --dataset d --steps 20 --out run ";
    assertEquals(2, run(line + "--interventions unit --momentum 0.5"));
    assertEquals(
        "espalier: --momentum is for a training; --interventions doesn't train", errors().strip());
    assertEquals(2, run(line + "--scale 0.5"));
    assertTrue(errors().contains("--scale is for --interventions alone"), errors());
    assertEquals(2, run(line + "--interventions units"));
    assertTrue(errors().contains("did you mean unit?"), errors());
    assertEquals(List.of(), workbench.asked);
  }

  @Test
  void estimatesWithOptions() {
    int code = run("estimate run --estimator lasso-granger --set a=1 --set b=x=y --seed 3 --out e");
    assertEquals(0, code);
    assertEquals(
        List.of(
            new Work.EstimateRequest(
                Path.of("run"),
                "lasso-granger",
                Options.of(Map.of("a", "1", "b", "x=y")),
                3,
                Path.of("e"))),
        workbench.asked);
    assertTrue(output().contains("1 of 2 parameters have γ ≠ 0"), output());
    assertTrue(output().contains("NOT converged"), output());
  }

  @Test
  void saysThatEvidenceFromASubstituteIsAControl() {
    assertEquals(0, run("estimate run --estimator lasso-granger@permuted --out e"));
    assertTrue(output().contains("ΔL was permuted, not as measured: γ is a control."), output());
    assertFalse(output().contains("Granger-predictive"), output());
  }

  @Test
  void prunesWithEveryOptionAndWithout() {
    assertEquals(0, run("prune m.zip --policy magnitude --sparsity 0.9 --out p.zip"));
    int code =
        run(
            "prune m.zip --policy random@snip --sparsity 0.5 --trajectory t --evidence e"
                + " --dataset d --set k=v --allow-empty-layers --remove --seed 9 --out p.zip");
    assertEquals(0, code);
    assertEquals(
        List.of(
            new Work.PruneRequest(
                Path.of("m.zip"),
                "magnitude",
                0.9,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Options.none(),
                false,
                false,
                0,
                Path.of("p.zip")),
            new Work.PruneRequest(
                Path.of("m.zip"),
                "random@snip",
                0.5,
                Optional.of(Path.of("t")),
                Optional.of(Path.of("e")),
                Optional.of("d"),
                Options.of(Map.of("k", "v")),
                true,
                true,
                9,
                Path.of("p.zip"))),
        workbench.asked);
    assertTrue(output().contains("A note."), output());
  }

  @Test
  void saysThatUnitsCouldBeRemoved() {
    assertEquals(0, run("prune m.zip --policy magnitude --sparsity 0.9 --out p.zip"));
    assertTrue(
        output()
            .contains(
                "12 of 40 units are left unread; zeros alone make nothing faster, --remove takes"
                    + " them out"),
        output());
  }

  @Test
  void tellsWhatRemovingUnitsHasSaved() {
    assertEquals(0, run("prune m.zip --policy magnitude --sparsity 0.9 --remove --out p.zip"));
    for (String line :
        List.of(
            "removed 12 of 40 units",
            "                           before            after",
            "  0.W                    40 × 784         28 × 784",
            "  parameters               31,810           22,270",
            "  FLOPs                    63,520           44,464",
            "  file, bytes             120,000           80,000")) {
      assertTrue(output().lines().anyMatch(line::equals), output());
    }
    assertFalse(output().contains("0.b"), output());
    assertFalse(output().contains("unread"), output());
  }

  @ParameterizedTest
  @CsvSource({"'',", "' --part train', TRAIN", "' --part TEST', TEST", "' --part all', ALL"})
  void evaluatesAPart(String option, Work.@Nullable Part part) {
    assertEquals(0, run("evaluate m.zip --dataset digits --seed 2" + option));
    assertEquals(
        List.of(new Work.EvaluateRequest(Path.of("m.zip"), "digits", Optional.ofNullable(part), 2)),
        workbench.asked);
  }

  @Test
  void comparesTheDefaultExperiment() {
    assertEquals(0, run("compare --out try"));
    assertEquals(List.of(Experiment.standard("digits")), workbench.asked);
    assertTrue(output().contains("wrote " + Path.of("try", "results.csv")), output());
  }

  @Test
  void comparesAnExperimentFileWithChanges(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("e.json"), "{\"dataset\": \"digits\", \"seeds\": 9, \"name\": \"e\"}");
    int code =
        CommandRunner.run(
            commands(),
            "compare",
            "--experiment",
            file.toString(),
            "--out",
            folder.toString(),
            "--model",
            "digits-cnn",
            "--seeds",
            "2",
            "--policies",
            "magnitude,random@snip",
            "--sparsities",
            "0.5,0.75");
    assertEquals(0, code);
    Experiment asked = (Experiment) workbench.asked.get(0);
    assertEquals("e", asked.name());
    assertEquals(2, asked.seeds());
    assertEquals(ModelChoice.parse("digits-cnn"), asked.model());
    assertEquals(List.of(0.5, 0.75), asked.sparsities());
    assertEquals(
        List.of(new PolicyChoice("magnitude", ""), new PolicyChoice("random", "snip")),
        asked.policies());
  }

  @Test
  void resumesTheExperimentOfTheResults() {
    Cell dense = TestResults.measured("none", "", 0, 0, Stage.DENSE, 0.9);
    Cell fine = TestResults.measured("magnitude", "", 0.9, 0, Stage.ONE_SHOT, 0.8);
    Experiment small = Experiment.standard("digits").withSeeds(1);
    workbench.earlier =
        Optional.of(new EarlierComparison(small, TestResults.of(List.of(dense), false), List.of()));
    workbench.results = TestResults.of(List.of(dense, fine));
    workbench.kept = 1;
    assertEquals(0, run("compare --resume --out x"));
    assertEquals(List.of(small), workbench.asked);
    assertTrue(output().startsWith("kept 1 of 2 cells\n"), output());
    assertEquals("", errors());

    workbench.asked.clear();
    assertEquals(0, run("compare --resume --out x --dataset digits --seeds 4"));
    assertEquals(List.of(small.withSeeds(4)), workbench.asked, "to be refused by the workbench");
    assertEquals(2, run("compare --resume --out x --dataset breast-cancer"));
    assertEquals(
        "espalier: dataset is breast-cancer here, but digits in x; finish that experiment as it"
            + " is, or name another --out",
        errors().strip());
  }

  @Test
  void namesANewFolderWhateverTheClockTells(@TempDir Path parent) throws IOException {
    Instant noon = Instant.parse("2024-05-06T12:00:00Z");
    List<String> names = new ArrayList<>();
    for (int hours : new int[] {0, 0, 1, -1, 0}) {
      Clock clock = Clock.fixed(noon.plusSeconds(3600L * hours), ZoneOffset.UTC);
      Path folder = CompareCommand.newFolder(parent, "try", clock);
      names.add(String.valueOf(Files.createDirectory(folder).getFileName()));
    }
    assertEquals(
        List.of(
            "try-20240506-120000",
            "try-20240506-120000-2",
            "try-20240506-130000",
            "try-20240506-110000",
            "try-20240506-120000-3"),
        names);
  }

  @Test
  void tellsThatNothingIsLeftToResume() {
    Cell dense = TestResults.measured("none", "", 0, 0, Stage.DENSE, 0.9);
    assertEquals(2, run("compare --resume"));
    assertEquals(1, run("compare --resume --out x"));
    assertEquals(
        """
        espalier: --resume needs --out DIR, the folder of the results
        espalier: nothing to resume: there are no results in x; leave --resume out to begin
        """,
        errors());
    workbench.results = TestResults.of(List.of(dense));
    workbench.kept = 1;
    workbench.earlier =
        Optional.of(
            new EarlierComparison(
                Experiment.standard("digits"),
                workbench.results,
                List.of("a was 1 and is 2", "b was 3 and is 4", "c", "d")));
    assertEquals(0, run("compare --resume --out x"));
    assertEquals(
        "all 1 cells in x are measured already; nothing is left to do\nwrote x/results.csv\n",
        output());
    assertTrue(
        errors()
            .endsWith(
                "espalier: not all is as it was: a was 1 and is 2, b was 3 and is 4, c and 1 more;"
                    + " cells that were measured stay as they are\n"),
        errors());
  }

  @Test
  void replacesUnfinishedResultsButNotInSilence() {
    Cell dense = TestResults.measured("none", "", 0, 0, Stage.DENSE, 0.9);
    Experiment standard = Experiment.standard("digits");
    for (boolean complete : List.of(true, false)) {
      Results before = TestResults.of(List.of(dense), complete);
      workbench.earlier = Optional.of(new EarlierComparison(standard, before, List.of()));
      assertEquals(0, run("compare --out x"));
      assertEquals(
          complete
              ? ""
              : "espalier: the unfinished results in x are replaced; to finish them instead, stop"
                  + " now and run: espalier compare --resume --out x\n",
          errors());
    }
  }

  @Test
  void comparesAnExperimentInTheBox(@TempDir Path folder) throws IOException {
    fillTheBox(folder);
    assertEquals(0, run("compare --experiment many-seeds --out x"));
    assertEquals("many-seeds", ((Experiment) workbench.asked.get(0)).name());
  }

  @Test
  void namesTheExperimentThatWasProbablyMeant(@TempDir Path folder) throws IOException {
    fillTheBox(folder);
    assertEquals(1, run("compare --experiment many-sees --out x"));
    assertEquals(
        "espalier: no file many-sees, and no experiment of that name: did you mean many-seeds?",
        errors().strip());
    assertEquals(List.of(), workbench.asked);
  }

  @Test
  void helpListsTheExperimentsInTheBox(@TempDir Path folder) throws IOException {
    assertEquals(0, run("compare --help"));
    assertTrue(output().contains("\nExperiments in the box: none\n"), output());
    fillTheBox(folder);
    assertEquals(0, run("compare --help"));
    assertTrue(
        output().contains("\nExperiments in the box:\n  a-recipe\n  many-seeds\n"), output());
  }

  private void fillTheBox(Path folder) throws IOException {
    for (String name : List.of("many-seeds", "a-recipe")) {
      Files.writeString(
          folder.resolve(name + ".json"), "{\"dataset\": \"digits\", \"name\": \"" + name + "\"}");
    }
    experiments = new ExperimentFolder(folder);
  }

  @Test
  void refusesADamagedExperimentFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("e.json"), "{\"datset\": 3}");
    assertEquals(
        1, CommandRunner.run(commands(), "compare", "--out", "x", "--experiment", file.toString()));
    assertTrue(
        errors().startsWith("espalier: e.json: unknown key 'datset'; did you mean dataset?"),
        errors());
    assertEquals(1, errors().lines().count(), errors());
  }

  @Test
  void tellsWhichCellsFailed() {
    Cell dense = TestResults.measured("none", "", 0, 0, Stage.DENSE, 0.9);
    Cell fine = TestResults.measured("magnitude", "", 0.9, 0, Stage.ONE_SHOT, 0.8);
    Cell lost = TestResults.failed("snip", 0.9, 0, Stage.ONE_SHOT, "it broke");
    workbench.results = TestResults.of(List.of(dense, fine, lost));
    assertEquals(0, run("compare --out x"));
    assertEquals(
        "1 of 2 cells were not measured; the first, snip: FAILED: it broke", errors().strip());
    workbench.results = TestResults.of(List.of(dense, lost));
    assertEquals(1, run("compare --out x"));
    workbench.results = TestResults.of(List.of(dense, fine), false);
    workbench.stopped = true;
    assertEquals(130, run("compare --out x"));
    assertTrue(
        errors().strip().endsWith("stopped before the end; what was finished is saved"), errors());
  }

  @Test
  void listsPlugins() {
    assertEquals(0, run("plugins"));
    assertEquals(
        List.of(
            "KIND       ID             NEEDS       STATE  BUNDLE                 VERSION",
            "policy     magnitude      -           ready  org.example.policy     1.2.3",
            "policy     snip           gradients   ready  org.example.policy     1.2.3",
            "estimator  lasso-granger  trajectory  ready  org.example.estimator  1.2.3"),
        output().lines().toList());
    assertEquals(0, run("plugins --long"));
    assertTrue(output().contains("snip: Does snip."), output());
  }

  @Test
  void completesOptionsAndPlugins(@TempDir Path folder) throws IOException {
    fillTheBox(folder);
    List<String> script = new Completions(commands(), workbench, experiments).script();
    commands()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .options()
                    .forEach(
                        option ->
                            assertTrue(
                                script.stream()
                                    .anyMatch(
                                        l ->
                                            l.startsWith("complete -c espalier:" + name + " ")
                                                && l.contains(
                                                    " -l " + option.longestName().substring(2))),
                                name + " " + option.longestName())));
    assertTrue(line(script, "prune", "policy").endsWith(" -a '[magnitude snip]'"));
    assertTrue(line(script, "compare", "policies").endsWith(" -a '[magnitude snip]'"));
    assertTrue(line(script, "compare", "experiment").endsWith(" -a '[a-recipe many-seeds]'"));
    assertTrue(line(script, "estimate", "estimator").endsWith(" -a '[lasso-granger]'"));
    assertTrue(
        line(script, "record", "dataset").endsWith(" -a '[digits breast-cancer synthetic]'"));
    assertTrue(line(script, "evaluate", "part").endsWith(" -a '[test train all]'"));
    assertTrue(script.stream().noneMatch(l -> l.contains("$") || l.contains("\"")));
  }

  private static String line(List<String> script, String command, String option) {
    String start = "complete -c espalier:" + command + " -l " + option + " ";
    return script.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
  }
}
