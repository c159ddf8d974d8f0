package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Shard;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.tuning.TuneRequest;
import org.junit.jupiter.api.Test;

/** Comparisons in parts, and those that are run again. */
class ManyProcessesTest {
  private static final Cell DENSE = TestResults.measured("none", "", 0, 0, Stage.DENSE, 0.9);
  private static final Cell CUT =
      TestResults.measured("magnitude", "", 0.9, 0, Stage.ONE_SHOT, 0.8);

  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final TestConsole console = new TestConsole(workbench);

  private int run(String line) {
    return console.run(line.split(" "));
  }

  private String output() {
    return console.output();
  }

  private String errors() {
    return console.errors().strip();
  }

  @Test
  void runsAShard() {
    workbench.results = TestResults.of(List.of(DENSE, CUT), false);
    assertEquals(0, run("compare --shard 2/4 --out x"), errors());
    assertEquals(List.of(new Shard(2, 4)), workbench.shards);
    assertEquals("", errors());
  }

  @Test
  void refusesWhatIsNoShard() {
    for (String text : List.of("0/4", "5/4", "2", "a/b", "1/0")) {
      assertEquals(2, run("compare --shard " + text + " --out x"));
      assertTrue(errors().contains("/4") && !errors().contains("\n"), errors());
    }
  }

  @Test
  void mergesPartsAndSaysHowToFinish() {
    workbench.results = TestResults.of(List.of(DENSE, CUT), false);
    assertEquals(0, run("merge a b --out whole"), errors());
    assertEquals(List.of(List.of(Path.of("a"), Path.of("b"))), workbench.asked);
    assertTrue(errors().endsWith("espalier compare --resume --out whole"), errors());
    workbench.results = TestResults.of(List.of(DENSE, CUT), true);
    assertEquals(0, run("merge a b --out whole"));
    assertEquals("", errors());
  }

  @Test
  void tellsWhetherARerunIsTheSame() {
    workbench.results = TestResults.of(List.of(DENSE, CUT), true);
    workbench.earlier =
        Optional.of(
            new EarlierComparison(
                Experiment.standard("breast-cancer"), workbench.results, List.of("a was 1")));
    assertEquals(0, run("compare --rerun before --out x"), errors());
    assertEquals(List.of(Experiment.standard("breast-cancer")), workbench.asked);
    assertTrue(output().endsWith("all 2 cells are as they were, to the last bit\n"), output());
    assertTrue(errors().contains("a was 1; figures may differ"), errors());
    Cell other = TestResults.measured("magnitude", "", 0.9, 0, Stage.ONE_SHOT, 0.81);
    workbench.results = TestResults.of(List.of(DENSE, other), true);
    assertEquals(1, run("compare --rerun before --out x"));
    assertTrue(
        errors().contains("1 of 2 cells differ from before; the first, magnitude at 0.9"),
        errors());
  }

  @Test
  void aRerunMayTakeLongerButFindsTheSameFigures() {
    assertEquals(
        List.of(), differences(Map.of("top5", 1.0, Cell.LATENCY, 3.0, Cell.SPEED_UP, 1.2)));
    assertEquals(1, differences(Map.of("top5", 0.9, Cell.LATENCY, 2.0)).size());
  }

  private static List<String> differences(Map<String, Double> now) {
    Results before =
        TestResults.of(List.of(CUT.withFigures(Map.of("top5", 1.0, Cell.LATENCY, 2.0))), true);
    return Rerun.compare(before, TestResults.of(List.of(CUT.withFigures(now)), true)).differences();
  }

  @Test
  void aRerunIsOfWhatTheResultsSay() {
    assertEquals(2, run("compare --rerun before --seeds 3 --out x"));
    assertTrue(errors().contains("only --out and --shard"), errors());
    assertEquals(1, run("compare --rerun before --out x"));
    assertTrue(errors().contains("no results in before"), errors());
  }

  @Test
  void tunesAPolicyOnAValidationPart() {
    assertEquals(
        0,
        run("tune --policy magnitude --vary magnitude.flow=on|off --trials 4 --out t"),
        errors());
    TuneRequest request = (TuneRequest) workbench.asked.get(0);
    assertEquals(0.2, request.experiment().measurements().validation());
    assertEquals(3, request.experiment().seeds());
    assertEquals(4, request.trials());
    assertEquals(
        """
          1  90.00 %  the settings as they are
          2  95.00 %  magnitude.flow=on
        best: trial 2 of 2, 95.00 % on the validation part (90.00 % as it was), 93.00 % on the\
         test part (91.00 %)
        with magnitude.flow=on
        wrote t/tuning.json
        wrote t/best.json
        now: espalier compare --experiment t/best.json
        """,
        output());
    assertEquals(2, run("tune --policy magnitude --vary flow=on --out t"));
    assertTrue(errors().contains("'flow=on' says not what to vary"), errors());
  }
}
