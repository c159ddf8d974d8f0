package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final String W = "{'name': 'w', 'shape': [2, 3], 'prunable': true}";
  private static final String GOOD =
      "{'formatVersion': 1, 'optimizer': 'sgd', 'learningRate': 0.1, 'parameters': [" + W + "]}";

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @Test
  void writesFieldsInOneOrder() throws IOException {
    ManifestWriter.write(folder, ManifestWriter.text(Sample.manifest(Sample.layout()), 7));
    String text = Files.readString(folder.resolve("trajectory.json"));
    assertEquals(new String(Sample.resource("manifest.json"), StandardCharsets.UTF_8), text);
  }

  @Test
  void readsWhatItWrote() {
    TrajectoryManifest manifest = Sample.manifest(Sample.layout());
    for (TrajectoryManifest each :
        List.of(
            manifest,
            manifest.withComplete(true),
            Sample.manifest(Sample.layout(), 5),
            Sample.interventional())) {
      ManifestWriter.write(folder, ManifestWriter.text(each, 7));
      ManifestReader.Stored stored = ManifestReader.read(folder.resolve("trajectory.json"));
      assertEquals(each, stored.manifest());
      assertEquals(Optional.of(7), stored.steps());
    }
  }

  /** A manifest of every step is as it was before there was a stride, byte for byte. */
  @Test
  void tellsTheStrideOnlyWhereStepsAreLeftOut() throws IOException {
    String every = ManifestWriter.text(Sample.manifest(Sample.layout()), 7);
    String fifth = ManifestWriter.text(Sample.manifest(Sample.layout(), 5), 7);
    assertEquals(every.replace("\"steps\": 7,", "\"steps\": 7,\n  \"stride\": 5,"), fifth);
    assertEquals(
        5, read(GOOD.replace("'optimizer'", "'stride': 5, 'optimizer'")).manifest().stride());
  }

  @Test
  void tellsTheKindOnlyOfWhatIsNoTraining() throws IOException {
    String text = ManifestWriter.text(Sample.interventional(), 7);
    assertTrue(text.contains("\"steps\": 7,\n  \"kind\": \"interventional\","), text);
    assertFalse(text.contains("learningRate"), text);
    assertEquals(
        TrajectoryKind.TRAINING,
        read(GOOD.replace("'optimizer'", "'kind': 'training', 'optimizer'")).manifest().kind());
    refuses("'optimizer'", "'kind': 'trained', 'optimizer'", "unknown value 'trained'");
    refuses(
        "'optimizer'",
        "'kind': 'interventional', 'optimizer'",
        "learningRate is there, but an interventional trajectory has none");
  }

  @Test
  void fillsInWhatIsNotSaid() throws IOException {
    ManifestReader.Stored stored =
        read(
            GOOD.replace(
                W,
                W
                    + ", {'name': 'conv_0_bn.scale', 'shape': [4, 1], 'prunable': false}"
                    + ", {'name': 'a.b', 'shape': [4], 'prunable': false, 'layer': 'x',"
                    + " 'role': 'norm', 'offset': 10, 'positions': 9}"
                    + ", {'name': 'c', 'shape': [1, 1], 'prunable': false, 'positions': 0}"));
    assertEquals(Optional.empty(), stored.steps());
    TrajectoryManifest manifest = stored.manifest();
    assertEquals(
        List.of(
            new Parameter("w", "w", ParameterRole.WEIGHT, List.of(2, 3), 0, true, 1),
            new Parameter(
                "conv_0_bn.scale", "conv_0_bn", ParameterRole.OTHER, List.of(4, 1), 6, false, 1),
            new Parameter("a.b", "x", ParameterRole.NORM, List.of(4), 10, false, 9),
            new Parameter("c", "c", ParameterRole.OTHER, List.of(1, 1), 14, false, 0)),
        manifest.layout().parameters());
    assertEquals("sgd", manifest.optimizer());
    assertEquals(Map.of(), manifest.optimizerOptions());
    assertEquals(List.of(new RatePhase(0, 0.1)), manifest.rates());
    assertEquals(1, manifest.stride());
    assertEquals(0, manifest.seed());
    assertEquals("", manifest.dataset());
    assertEquals(true, manifest.complete());
  }

  @Test
  void namesTheFieldThatIsWrong() throws IOException {
    refuses("'formatVersion': 1,", "", "formatVersion is missing");
    refuses("'formatVersion': 1", "'formatVersion': 2", "formatVersion is 2; this version");
    refuses("'formatVersion': 1", "'formatVersion': '1'", "formatVersion is \"1\"; it must be");
    refuses("'optimizer': 'sgd',", "", "optimizer is missing");
    refuses("'optimizer': 'sgd'", "'optimizer': {}", "optimizer.name is missing");
    refuses(
        "'optimizer': 'sgd'",
        "'optimizer': {'name': 'sgd', 'options': {'momentum': '0.9'}}",
        "optimizer.options.momentum is \"0.9\"; it must be a finite number");
    refuses("'learningRate': 0.1,", "", "learningRates is missing");
    refuses("0.1", "0", "learning rate 0.0 from step 0");
    refuses("0.1", "1e999", "learningRate is");
    refuses("0.1", "NaN", "is not JSON at line 1");
    refuses(
        "'learningRate': 0.1",
        "'learningRates': [{'fromStep': 5, 'rate': 1}]",
        "the learning rates don't begin at step 0");
    refuses(
        "'learningRate': 0.1",
        "'learningRates': [{'fromStep': 0, 'rate': 1, 'epoch': 3}]",
        "unknown field 'learningRates[0].epoch'");
    refuses("'learningRate'", "'learningRates': [], 'learningRate'", "and learningRates are both");
    refuses("'optimizer'", "'sede': 3, 'optimizer'", "unknown field 'sede'; did you mean seed");
    refuses("'optimizer'", "'seed': 3.5, 'optimizer'", "seed is 3.5; it must be a whole number");
    refuses("'optimizer'", "'seed': 1, 'seed': 2, 'optimizer'", "Duplicate field 'seed'");
    refuses("'optimizer'", "'complete': 1, 'optimizer'", "complete is 1; it must be true or");
    refuses("'optimizer'", "'stride': 0, 'optimizer'", "stride = 0; it must be at least 1");
    refuses("'optimizer'", "'stride': -1, 'optimizer'", "stride is -1; it must be a whole number");
    refuses("'optimizer'", "'stride': 1.5, 'optimizer'", "stride is 1.5; it must be a whole");
    refuses("'optimizer'", "'steps': -1, 'optimizer'", "steps is -1; it must be a whole number");
    refuses("'optimizer'", "'versions': {'x': 1}, 'optimizer'", "versions.x is 1");
    refuses("'optimizer'", "'dataset': {'nam': ''}, 'optimizer'", "unknown field 'dataset.nam'");
    refuses(
        "'optimizer'",
        "'lossAfter': 'same', 'optimizer'",
        "lossAfter unknown value 'same'; known: next-minibatch, same-minibatch");
    refuses("[2, 3]", "[2, 0]", "parameter w has an axis of 0");
    refuses("[2, 3]", "[2, '3']", "parameters[0].shape[1] is \"3\"; it must be a whole number");
    refuses("[2, 3]", "[65536, 65536]", "beyond 2^31 - 1 values");
    refuses("[2, 3]", "6", "parameters[0].shape is 6; it must be a list");
    refuses("true}", "true, 'offset': 1}", "parameter w starts at 1");
    refuses(
        "true}", "true, 'positions': 0}", "parameters[0].positions is 0; it must be at least 1");
    refuses(W, W + "," + W, "parameter w comes twice");
    refuses("[" + W + "]", "[]", "the model has no parameters");
    refuses(", 'prunable': true", "", "parameters[0].prunable is missing");
    refuses("true}", "true, 'role': 'wieght'}", "did you mean weight");
    refuses(GOOD, "[1]", "is not a JSON object");
    refuses(GOOD, GOOD + "{}", "is not JSON");
    refuses(GOOD, "", "is not a JSON object");
    refuses(GOOD, "[".repeat(5000), "is not JSON");
  }

  private void refuses(String part, String replacement, String reason) {
    Expect.refused(InvalidDataException.class, reason, () -> read(GOOD.replace(part, replacement)));
    Expect.refused(
        InvalidDataException.class, "trajectory.json", () -> read(GOOD.replace(part, replacement)));
  }

  private ManifestReader.Stored read(String text) throws IOException {
    Path file = folder.resolve("trajectory.json");
    Files.writeString(file, text.replace('\'', '"'));
    return ManifestReader.read(file);
  }
}
