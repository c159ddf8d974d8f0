package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Options;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentReaderTest {
  private static final String FULL =
      """
      {
        "name": "all of it",
        "dataset": "csv:wine.csv",
        "model": {"type": "mlp", "hidden": [20, 10]},
        "seeds": 3,
        "sparsities": [0, 0.5, 0.99],
        "policies": ["magnitude", "random@snip", "snip:b=2:a=on"],
        "estimators": ["lasso-granger"],
        "schedule": {"type": "iterative", "rounds": 4, "record": false},
        "training": {
          "optimizer": "adam", "learningRate": 0.001, "schedule": "cosine", "momentum": 0.5,
          "batchSize": 16, "epochs": 7, "labelSmoothing": 0.1, "weightDecay": 0.01
        },
        "fineTuning": {"epochs": 2, "learningRate": 0.0005},
        "lossAfter": "next-minibatch",
        "options": {"lasso-granger": {"lambdaRatio": 0.05, "stability": true, "form": "lagged"}},
        "validation": 0.2,
        "ablations": 50,
        "latency": true,
        "flatness": {
          "measures": "on", "examples": 100, "lanczosSteps": 20, "traceError": 0.2,
          "traceSamples": 30, "keskarEpsilon": 5e-4, "samRadius": 0.1, "asamRadius": 1
        },
        "keepTrajectories": true
      }
      """;

  @Test
  void fillsInDefaults() {
    Experiment experiment = parse("{\"dataset\": \"digits\"}");
    assertEquals(Experiment.standard("digits"), experiment);
    assertEquals("digits", experiment.name());
    assertEquals(ModelChoice.parse("mlp:64-128-64-10"), experiment.model());
    assertEquals(5, experiment.seeds());
    assertEquals(
        List.of(0.5, 0.75, 0.8, 0.875, 0.9, 0.9375, 0.95, 0.96875, 0.98), experiment.sparsities());
    assertEquals(Schedule.oneShot(), experiment.schedule());
    assertEquals(
        new TrainingRecipe(Optimizer.MOMENTUM, 0.02, RateSchedule.CONSTANT, 0.9, 64, 60, 0, 0),
        experiment.training());
    assertEquals(new FineTuning(5, 0.02), experiment.fineTuning());
    assertEquals(LossAfter.SAME_MINIBATCH, experiment.lossAfter());
    assertEquals(Map.of(), experiment.options());
    assertEquals(new Measurements(0, 0), experiment.measurements());
    assertFalse(experiment.keepTrajectories());
  }

  @Test
  void suitsDefaultsToTheData() {
    Experiment cancer = parse("{\"dataset\": \"breast-cancer\"}");
    assertEquals(32, cancer.training().batchSize());
    assertEquals(ModelChoice.parse("mlp:30-64-32-2"), cancer.model());
    Experiment other = parse("{\"dataset\": \"csv:some/wine.csv\"}");
    assertEquals(ModelChoice.mlp(List.of(300, 100)), other.model());
    assertEquals("csv-some-wine.csv", other.name());
  }

  @Test
  void readsEveryKey() {
    assertEquals(
        new Experiment(
            "all of it",
            "csv:wine.csv",
            ModelChoice.mlp(List.of(20, 10)),
            3,
            List.of(0.0, 0.5, 0.99),
            List.of(
                new PolicyChoice("magnitude", ""),
                new PolicyChoice("random", "snip"),
                new PolicyChoice(
                    "snip", Options.of(Map.of("a", "on", "b", "2")), "", Options.none())),
            List.of(new EstimatorChoice("lasso-granger")),
            new Schedule(4, false),
            new TrainingRecipe(Optimizer.ADAM, 0.001, RateSchedule.COSINE, 0.5, 16, 7, 0.1, 0.01),
            new FineTuning(2, 0.0005),
            LossAfter.NEXT_MINIBATCH,
            Map.of(
                "lasso-granger",
                Map.of("lambdaRatio", "0.05", "stability", "true", "form", "lagged")),
            new Measurements(
                0.2, 50, new FlatnessOptions(true, 100, 20, 0.2, 30, 5e-4, 0.1, 1), true),
            true),
        parse(FULL));
  }

  @Test
  void fineTunesAtTheRateOfTheTrainingUnlessTold() {
    Experiment experiment =
        parse("{\"dataset\": \"digits\", \"training\": {\"learningRate\": 0.1}}");
    assertEquals(new FineTuning(5, 0.1), experiment.fineTuning());
    assertEquals(60, experiment.training().epochs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"digits-cnn\" | digits-cnn",
        "\"mlp:64-32-10\" | mlp:64-32-10",
        "{\"type\": \"cnn\", \"layers\": [\"conv4\", \"pool2\"]} | cnn:conv4-pool2",
        "{\"layers\": [\"conv8x5\", \"dense9\"], \"type\": \"cnn\"} | cnn:conv8x5-dense9"
      })
  void readsModels(String json, String model) {
    assertEquals(
        ModelChoice.parse(model),
        parse("{\"dataset\": \"digits\", \"model\": " + json + "}").model());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"type\": \"mlp\"}", "{\"hidden\": [300, 100]}"})
  void takesAPerceptronForGranted(String json) {
    assertEquals(
        ModelChoice.mlp(List.of(300, 100)),
        parse("{\"dataset\": \"digits\", \"model\": " + json + "}").model());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"one-shot\" | 1",
        "\"iterative\" | 5",
        "{\"rounds\": 3} | 3",
        "{\"type\": \"iterative\"} | 5",
        "{\"type\": \"iterative\", \"rounds\": 10} | 10",
        "{\"type\": \"one-shot\"} | 1",
        "{\"type\": \"one-shot\", \"rounds\": 1} | 1"
      })
  void readsSchedules(String json, int rounds) {
    assertEquals(
        new Schedule(rounds),
        parse("{\"dataset\": \"digits\", \"schedule\": " + json + "}").schedule());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"rewinding\" | iterative-5-rewound-to-0",
        "{\"type\": \"rewinding\", \"rounds\": 3, \"rewindTo\": 2} | iterative-3-rewound-to-2",
        "{\"type\": \"one-shot\", \"rewindTo\": 1} | one-shot-rewound-to-1",
        "{\"type\": \"one-shot\", \"check\": \"reinitialize\"} | one-shot-reinitialized"
      })
  void readsSchedulesThatRewindOrCheck(String json, String id) {
    Experiment experiment = parse("{\"dataset\": \"digits\", \"schedule\": " + json + "}");
    assertEquals(id, experiment.schedule().id());
    Experiment again = ExperimentReader.of("again", ExperimentWriter.toMap(experiment));
    assertEquals(experiment.schedule(), again.schedule());
  }

  /** The second column follows the data set's key; every line names the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"seedz\": 3 | try.json: unknown key 'seedz'; did you mean seeds?",
        "\"training\": {\"lerningRate\": 1} "
            + "| try.json.training: unknown key 'lerningRate'; did you mean learningRate?",
        "\"fineTuning\": {\"epoch\": 1} "
            + "| try.json.fineTuning: unknown key 'epoch'; did you mean epochs?",
        "\"model\": {\"hiden\": [3]} | try.json.model: unknown key 'hiden'; did you mean hidden?",
        "\"model\": {\"type\": \"cnn\", \"layer\": []} "
            + "| try.json.model: unknown key 'layer'; did you mean layers?",
        "\"schedule\": {\"round\": 2} "
            + "| try.json.schedule: unknown key 'round'; did you mean rounds?",
        "\"seeds\": \"three\" | try.json.seeds is not a whole number: \"three\"",
        "\"seeds\": 2.5 | try.json.seeds is not a whole number: 2.5",
        "\"seeds\": 1e12 | try.json.seeds is not a whole number: 1.0E12",
        "\"seeds\": 0 | try.json: seeds = 0; it must be 1 to 10000",
        "\"name\": 7 | try.json.name is not a text: 7",
        "\"sparsities\": 0.9 | try.json.sparsities is not a list of numbers: 0.9",
        "\"sparsities\": [\"0.9\"] | try.json.sparsities is not a list of numbers: [\"0.9\"]",
        "\"sparsities\": {\"a\": 0.9} | try.json.sparsities is not a list of numbers: {\"a\":0.9}",
        "\"sparsities\": [] | try.json: sparsities is empty; name at least one",
        "\"sparsities\": [0.9, 0.9] | try.json: sparsities names one of them twice: [0.9, 0.9]",
        "\"sparsities\": [1] | try.json: sparsity 1.0; it must be in [0, 1), as in 0.9 for 90 %",
        "\"sparsities\": [90] | try.json: sparsity 90.0; it must be in [0, 1), as in 0.9 for 90 %",
        "\"sparsities\": [-0.1] | try.json: sparsity -0.1; it must be in [0, 1), as in 0.9 for 90 %",
        "\"policies\": [] | try.json: policies is empty; name at least one",
        "\"policies\": [\"\"] | try.json: a policy without a name",
        "\"policies\": [\"@snip\"] | try.json: a policy without a name",
        "\"policies\": [\"magnitude@\"] "
            + "| try.json: policy 'magnitude@' names no reference, as in magnitude@snip",
        "\"policies\": \"magnitude\" | try.json.policies is not a list of texts: \"magnitude\"",
        "\"model\": 3 | try.json.model is not a JSON object",
        "\"model\": {\"type\": \"rnn\"} | try.json: model.type is 'rnn'; it is mlp, cnn or file",
        "\"model\": {\"type\": \"file\"} "
            + "| try.json: model.path is missing; it names the saved model's file",
        "\"trajectory\": \"run\" | try.json: trajectory is for a saved model; networks that are"
            + " trained here record their own",
        "\"model\": {\"hidden\": [30.5]} "
            + "| try.json.model.hidden is not a list of whole numbers: [30.5]",
        "\"schedule\": {\"record\": 1} | try.json.schedule.record is not true or false: 1",
        "\"schedule\": \"often\" "
            + "| try.json: schedule is 'often'; it is one-shot, iterative, rewinding or {\"rounds\": 5}",
        "\"schedule\": {\"type\": \"one-shot\", \"rounds\": 2} "
            + "| try.json: schedule.type is 'one-shot'; it is one-shot (1 round), iterative or rewinding",
        "\"schedule\": {\"rounds\": 0} " + "| try.json: schedule.rounds = 0; it must be at least 1",
        "\"training\": {\"optimizer\": \"adamm\"} "
            + "| try.json.training: unknown optimizer 'adamm'; did you mean adam?",
        "\"training\": {\"momentum\": 1} | try.json: momentum = 1.0; it must be in [0, 1)",
        "\"fineTuning\": {\"epochs\": -1} "
            + "| try.json: fineTuning.epochs = -1; it must be at least 0",
        "\"keepTrajectories\": \"yes\" | try.json.keepTrajectories is not true or false: \"yes\"",
        "\"flatness\": true | try.json.flatness is not a JSON object",
        "\"flatness\": {\"measure\": \"on\"} "
            + "| try.json.flatness: unknown key 'measure'; did you mean measures?",
        "\"flatness\": {\"measures\": \"yes\"} "
            + "| try.json: flatness.measures is 'yes'; it is on or off",
        "\"flatness\": {\"samRadius\": 0} "
            + "| try.json: flatness.samRadius = 0.0; it must be above 0",
        "\"flatness\": {\"lanczosSteps\": 201} "
            + "| try.json: flatness.lanczosSteps = 201; it must be 1 to 200",
        "\"options\": {\"snip\": 3} | try.json.options.snip is not a JSON object",
        "\"options\": {\"snip\": {\"batches\": [1]}} "
            + "| try.json.options.snip.batches is not a text, a number or a switch: [1]"
      })
  void refuses(String entry, String message) {
    String json = "{\"dataset\": \"digits\", " + entry + "}";
    assertEquals(message, assertThrows(InvalidDataException.class, () -> parse(json)).getMessage());
  }

  @Test
  void suggestsTheDatasetForATypo() {
    String message =
        assertThrows(InvalidDataException.class, () -> parse("{\"datset\": \"digits\"}"))
            .getMessage();
    assertEquals("try.json: unknown key 'datset'; did you mean dataset?", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"dataset\": null}", "{\"name\": \"x\"}"})
  void needsADataset(String json) {
    assertEquals(
        "try.json: the experiment names no dataset, such as \"digits\"",
        assertThrows(InvalidDataException.class, () -> parse(json)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dataset\": \"digits\"",
        "dataset = digits",
        "{\"dataset\": \"digits\"} {}",
        "{\"dataset\": \"digits\", \"dataset\": \"digits\"}",
        "{\"dataset\": \"digits\", \"training\": {\"epochs\": 1, \"epochs\": 2}}"
      })
  void refusesWhatIsNotJson(String json) {
    String message =
        String.valueOf(assertThrows(InvalidDataException.class, () -> parse(json)).getMessage());
    assertTrue(message.startsWith("try.json is not JSON: "), message);
    assertTrue(message.contains(" at line 1, column "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void refusesEndlessNesting() {
    String message =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> parse("[".repeat(3000))).getMessage());
    assertTrue(message.startsWith("try.json is not JSON: Document nesting depth (1001)"), message);
  }

  @Test
  void leavesOutWhatTheParserCallsItsSource() {
    String message =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> parse("{\"dataset\": \"digits\""))
                .getMessage());
    assertTrue(message.contains("(start marker at line: 1, column: 1) at line 1"), message);
  }

  @Test
  void refusesAnUnknownDataset() {
    assertEquals(
        "try.json: unknown data set 'digts'; did you mean digits?"
            + " (or csv:FILE, idx:IMAGES,LABELS, npy:FEATURES,LABELS)",
        assertThrows(InvalidDataException.class, () -> parse("{\"dataset\": \"digts\"}"))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "null"})
  void refusesWhatIsNoObject(String json) {
    assertEquals(
        "try.json is not a JSON object",
        assertThrows(InvalidDataException.class, () -> parse(json)).getMessage());
  }

  @Test
  void readsAFileAndNamesItInErrors(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("full.json"), FULL);
    assertEquals(parse(FULL), ExperimentReader.read(file));
    Files.writeString(file, "{\"dataset\": \"digits\", \"seeds\": []}");
    assertEquals(
        "full.json.seeds is not a whole number: []",
        assertThrows(InvalidDataException.class, () -> ExperimentReader.read(file)).getMessage());
    Path missing = folder.resolve("missing.json");
    String message =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> ExperimentReader.read(missing))
                .getMessage());
    assertTrue(message.startsWith("cannot read " + missing), message);
  }

  @Test
  void writesWhatItReads() throws JsonProcessingException {
    Experiment full = parse(FULL);
    assertEquals(full, parse(written(full)));
    Experiment convolutional =
        Experiment.standard("digits").withModel(ModelChoice.parse("digits-cnn"));
    assertEquals(convolutional, parse(written(convolutional)));
  }

  /** A named network becomes its hidden layers: the data give the rest. */
  @Test
  void writesANamedNetworkByItsLayers() throws JsonProcessingException {
    Experiment named = Experiment.standard("digits");
    assertEquals(named.withModel(ModelChoice.mlp(List.of(128, 64))), parse(written(named)));
  }

  @Test
  void readsAndWritesASavedModel() throws JsonProcessingException {
    String file =
        """
        {"dataset": "digits", "model": {"type": "file", "path": "a/m.onnx"}%s}
        """;
    Experiment bare = parse(file.formatted(""));
    assertEquals(new SavedModel(Path.of("a/m.onnx"), Optional.empty()), bare.model());
    Experiment recorded = parse(file.formatted(", \"trajectory\": \"run\""));
    assertEquals(
        new SavedModel(Path.of("a/m.onnx"), Optional.of(Path.of("run"))), recorded.model());
    assertEquals(bare, parse(written(bare)));
    assertEquals(recorded, parse(written(recorded)));
  }

  private static String written(Experiment experiment) throws JsonProcessingException {
    return JsonMapper.builder().build().writeValueAsString(ExperimentWriter.toMap(experiment));
  }

  private static Experiment parse(String json) {
    return ExperimentReader.parse("try.json", json);
  }
}
