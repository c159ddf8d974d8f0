package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and trajectories of PyTorch through the script, from evaluating to a smaller model. */
class OnnxCommandsIT {
  private static final String MLP = Fixtures.file("pytorch/mlp.onnx").toString();
  private static final String CNN = Fixtures.file("pytorch/cnn.onnx").toString();
  private static final String TRAJECTORY = Fixtures.file("pytorch/mlp-trajectory").toString();
  private static final int NPY_HEADER = 128;

  private final Path folder;
  private final Script script;

  OnnxCommandsIT(@TempDir Path folder) {
    this.folder = folder;
    this.script = new Script(TestContainer.home(), folder);
  }

  @Test
  void evaluatesAModel() throws Exception {
    String text = evaluate(CNN);

    assertTrue(accuracy(text) > 95, text);
    assertContains(
        text, "weights    1,526 of 1,526 are not zero", "size       7,909 bytes on disk");
    // 2 operations for each parameter at each place: 8 × 8, then 4 × 4 of them, then one.
    int operations = 2 * (64 * (72 + 5 * 8) + 16 * (864 + 5 * 12) + 480 + 10);
    assertContains(text, "FLOPs      %,d for one example".formatted(operations));
  }

  /** They are large, and their first use takes seconds. */
  @Test
  void leavesTheNativesOfDeeplearning4jAlone() throws Exception {
    new Script(TestContainer.home(), folder, "-Xlog:class+load:file=classes")
        .succeeds("evaluate", CNN, "--dataset=digits");

    String loaded = Files.readString(script.file("classes"));
    assertTrue(loaded.contains(" ai.onnxruntime.OrtSession "));
    assertFalse(loaded.contains(" org.nd4j.linalg."));
    assertFalse(loaded.contains(" org.bytedeco."));
  }

  @Test
  void cutsWhatPyTorchCutsByMagnitude() throws Exception {
    String text = prune(MLP, "magnitude", "0.5", "half.onnx");

    assertContains(text, "magnitude kept 1,360 of 2,720 prunable weights: sparsity 50.00 %");
    assertArrayEquals(
        values(Fixtures.file("pytorch/mlp-s50.mask.npy")),
        values(script.file("half.onnx.mask.npy")));
    assertContains(evaluate("half.onnx"), "sparsity 50.00 %");
  }

  @Test
  void prunesByARecordedTrajectory() throws Exception {
    String text =
        prune(MLP, "trajectory-surgeon", "0.8", "surgeon.onnx", "--trajectory=" + TRAJECTORY);

    assertContains(
        text,
        "trajectory-surgeon kept 544 of 2,720 prunable weights: sparsity 80.00 %",
        "predicted change of the training loss: ",
        "wrote surgeon.onnx.evidence.json");
    prune(MLP, "magnitude", "0.8", "magnitude.onnx");
    double surgeon = accuracy(evaluate("surgeon.onnx"));
    double magnitude = accuracy(evaluate("magnitude.onnx"));
    assertTrue(surgeon > magnitude + 1, surgeon + " % and " + magnitude + " %");
  }

  @Test
  void refusesATrajectoryOfAnotherModel() throws Exception {
    String line =
        script.fails(
            "prune",
            MLP,
            "--policy=trajectory-surgeon",
            "--sparsity=0.5",
            "--trajectory=" + Fixtures.file("pytorch/residual-trajectory"),
            "--out=none.onnx");

    assertTrue(line.startsWith("the trajectory is of another model: "), line);
    assertContains(line, "the trajectory has no fc1.weight [32, 64]");
    assertFalse(Files.exists(script.file("none.onnx")));
  }

  /** The smaller network answers as the masked one does. */
  @Test
  void removesWholeUnits() throws Exception {
    String masked = prune(CNN, "magnitude", "0.5", "masked.onnx", "--set=granularity=unit");
    assertContains(masked, "7 of 20 units are left unread; zeros alone make nothing faster");
    String small =
        prune(CNN, "magnitude", "0.5", "small.onnx", "--set=granularity=unit", "--remove");

    assertContains(small, "removed 7 of 20 units", "8 × 1 × 3 × 3    1 × 1 × 3 × 3");
    assertContains(row(small, "parameters"), "1,526", "672");
    int before = 2 * (64 * (72 + 5 * 8) + 16 * (864 + 5 * 12) + 480 + 10);
    int after = 2 * (64 * (9 + 5) + 16 * (108 + 5 * 12) + 480 + 10);
    assertContains(row(small, "FLOPs"), "%,d".formatted(before), "%,d".formatted(after));
    assertEquals(
        -1,
        Files.mismatch(script.file("masked.onnx.mask.npy"), script.file("small.onnx.mask.npy")));
    assertEquals(measured("masked.onnx"), measured("small.onnx"));
  }

  @Test
  void estimatesOnATrajectoryOfPyTorchAndPrunesByIt() throws Exception {
    String text =
        script.succeeds("estimate", TRAJECTORY, "--estimator=lasso-granger", "--out=evidence");

    assertContains(text, "of 2,778 parameters have γ ≠ 0", "null control", "16 steps");
    prune(MLP, "removal-effect", "0.5", "pruned.onnx", "--evidence=evidence");
    assertContains(evaluate("pruned.onnx"), "sparsity 50.00 %");
    String line =
        script.fails(
            "prune",
            CNN,
            "--policy=removal-effect",
            "--sparsity=0.5",
            "--evidence=evidence",
            "--out=none.onnx");
    assertContains(line, "is of another model", "conv1.weight [8, 1, 3, 3]");
  }

  @Test
  void recordsPerturbationsOfAModelThatCanOnlyBeRun() throws Exception {
    assertEquals(
        CNN
            + " can only be run, not trained: record it in its own framework, or use"
            + " --interventions unit",
        script.fails("record", "--model=" + CNN, "--dataset=digits", "--steps=9", "--out=run"));
    assertFalse(Files.exists(script.file("run")));

    String recorded =
        script.succeeds(
            "record",
            "--model=" + CNN,
            "--dataset=digits",
            "--interventions=unit",
            "--steps=200",
            "--out=run");
    assertContains(
        recorded, "100 pairs of perturbations of 30 units, 1,526 parameters: 300 evaluations");
    String estimated =
        script.succeeds("estimate", "run", "--estimator=lasso-granger", "--out=evidence");
    assertContains(estimated, "The trajectory is interventional", "of 1,526 parameters have γ ≠ 0");
    prune(CNN, "removal-effect", "0.5", "pruned.onnx", "--evidence=evidence");
    assertTrue(Files.exists(script.file("pruned.onnx")));
  }

  @Test
  void refusesWhatIsNoModelInOneLine() throws Exception {
    Path text = Fixtures.file("onnx-bad/text.onnx");
    assertTrue(failsToEvaluate(text).startsWith(text + " is damaged, or not an ONNX model: "));
    Path json = Fixtures.file("pytorch/mlp.json");
    assertEquals(
        "no installed adapter opens " + json + "; installed: dl4j, onnx", failsToEvaluate(json));
  }

  @Test
  void namesTheOperatorThatTheRuntimeLacks() throws Exception {
    Path model = Fixtures.file("onnx-bad/unknown-operator.onnx");

    String line = failsToEvaluate(model);
    assertTrue(line.startsWith(model + ": ONNX Runtime "), line);
    assertContains(line, "can't run it: ", "Rellu");
    assertContains(
        prune(model.toString(), "magnitude", "0.5", "pruned.onnx"),
        "magnitude kept 10 of 20 prunable weights");
  }

  @Test
  void leavesAloneWhatItCannotPrune() throws Exception {
    String depthwise = Fixtures.file("onnx-varied/conv-depthwise.onnx").toString();
    assertEquals(
        "no unit of %s can go: node 0 (Conv) is in the way of those of w; prune single weights"
                .formatted(depthwise)
            + " instead",
        failsToPrune(depthwise, "whole.onnx", "--policy=structured-magnitude"));
    String lstm = Fixtures.file("onnx-varied/lstm.onnx").toString();
    assertEquals(
        lstm + " has no weights that may be pruned; nothing was written",
        failsToPrune(lstm, "lstm.onnx", "--policy=magnitude"));
    Path model = script.file("external.onnx");
    Path data = script.file("external.data");
    Files.copy(Fixtures.file("onnx-varied/external.onnx"), model);
    Files.copy(Fixtures.file("onnx-varied/external.data"), data);
    byte[] before = Files.readAllBytes(data);
    assertEquals(
        "cannot write external.data: external.onnx has its data there; name another --out",
        failsToPrune("external.onnx", "external.data", "--policy=magnitude"));
    assertArrayEquals(before, Files.readAllBytes(data));
    assertFalse(Files.exists(script.file("whole.onnx")) || Files.exists(script.file("lstm.onnx")));
  }

  private String failsToPrune(String model, String out, String policy) throws Exception {
    return script.fails("prune", model, policy, "--sparsity=0.5", "--out=" + out);
  }

  private String failsToEvaluate(Path model) throws Exception {
    return script.fails("evaluate", model.toString(), "--dataset=digits");
  }

  private String evaluate(String model) throws Exception {
    return script.succeeds("evaluate", model, "--dataset=digits");
  }

  private String prune(String model, String policy, String sparsity, String out, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "prune", model, "--policy=" + policy, "--sparsity=" + sparsity, "--out=" + out));
    arguments.addAll(List.of(more));
    return script.succeeds(arguments.toArray(String[]::new));
  }

  /** Accuracy and loss. */
  private List<String> measured(String model) throws Exception {
    return evaluate(model)
        .lines()
        .filter(line -> line.startsWith("accuracy") || line.startsWith("loss"))
        .toList();
  }

  /** In percent. */
  private static double accuracy(String text) {
    Matcher told = Pattern.compile("^accuracy +([0-9.]+) % of 450 examples").matcher(text);
    assertTrue(told.find(), text);
    return Double.parseDouble(told.group(1));
  }

  private static String row(String text, String first) {
    return text.lines().filter(line -> line.strip().startsWith(first)).findFirst().orElseThrow();
  }

  private static byte[] values(Path npy) throws IOException {
    byte[] bytes = Files.readAllBytes(npy);
    return Arrays.copyOfRange(bytes, NPY_HEADER, bytes.length);
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "'" + part + "' in: " + text);
    }
  }
}
