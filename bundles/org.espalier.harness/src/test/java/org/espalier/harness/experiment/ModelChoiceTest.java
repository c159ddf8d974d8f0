package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LayerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelChoiceTest {
  private static final Dataset IMAGES =
      new Dataset("images", List.of(1, 8, 8), new float[128], new int[] {0, 9}, 10);

  @ParameterizedTest
  @CsvSource({
    "digits-mlp, mlp:64-128-64-10",
    "breast-cancer-mlp, mlp:30-64-32-2",
    "lenet-300-100, mlp:784-300-100-10",
    "digits-cnn, cnn:conv16-conv32-pool2-conv32-pool2-dense64"
  })
  void knowsNames(String name, String spelledOut) {
    assertEquals(ModelChoice.parse(spelledOut), ModelChoice.parse(name));
    assertTrue(ModelChoice.isName(name));
    assertTrue(ModelChoice.isName(spelledOut));
    assertFalse(ModelChoice.isName(name + ".zip"));
  }

  @Test
  void readsAPerceptron() {
    ModelChoice model = ModelChoice.parse("mlp:64-128-32-10");
    assertEquals(
        new ModelChoice("mlp", List.of(new LayerSpec.Dense(128), new LayerSpec.Dense(32)), 64, 10),
        model);
    Dataset flat = model.fit(IMAGES);
    assertEquals(List.of(64), flat.exampleShape());
    assertEquals(
        new Architecture("mlp:64-128-32-10", List.of(64), model.hidden(), 10),
        model.architecture(flat));
  }

  @Test
  void readsAPerceptronWithoutHiddenLayers() {
    ModelChoice model = ModelChoice.parse("mlp:64-10");
    assertEquals(List.of(), model.hidden());
    assertEquals("mlp:64-10", model.architecture(model.fit(IMAGES)).name());
  }

  @Test
  void buildsTheConvolutionalNetworkOfTheDigits() {
    ModelChoice model = ModelChoice.parse("digits-cnn");
    List<LayerSpec> hidden =
        List.of(
            new LayerSpec.Convolution(16, 3),
            new LayerSpec.Convolution(32, 3),
            new LayerSpec.MaxPooling(2),
            new LayerSpec.Convolution(32, 3),
            new LayerSpec.MaxPooling(2),
            new LayerSpec.Dense(64));
    assertEquals(
        new Architecture(
            "cnn:conv16-conv32-pool2-conv32-pool2-dense64", List.of(1, 8, 8), hidden, 10),
        model.architecture(model.fit(IMAGES)));
  }

  @Test
  void readsOtherKernels() {
    ModelChoice model = ModelChoice.parse("cnn:conv8x5-dense4");
    assertEquals(List.of(new LayerSpec.Convolution(8, 5), new LayerSpec.Dense(4)), model.hidden());
    assertEquals("cnn:conv8x5-dense4", model.architecture(IMAGES).name());
    assertEquals(List.of("conv8x5", "dense4"), model.toMap().get("layers"));
  }

  @Test
  void takesDenseLayersAloneForAPerceptron() {
    assertEquals(ModelChoice.mlp(List.of(64)), ModelChoice.parse("cnn:dense64"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "digit-mlp | unknown model 'digit-mlp'; did you mean digits-mlp",
        "mlp:64 | model 'mlp:64' has no outputs, as in mlp:64-128-10",
        "mlp: | model 'mlp:' is not like mlp:64-128-64-10",
        "mlp:64-x-10 | model 'mlp:64-x-10' is not like mlp:64-128-64-10",
        "mlp:64--10 | model 'mlp:64--10' is not like mlp:64-128-64-10",
        "mlp:64-10- | model 'mlp:64-10-' is not like mlp:64-128-64-10",
        "mlp:0-10 | model 'mlp:0-10' has a size below 1",
        "mlp:64-0 | model 'mlp:64-0' has a size below 1",
        "mlp:64-0-10 | units of a dense layer = 0; it must be at least 1",
        "cnn:conv16- | layer '' is none of conv16, conv16x5, pool2, dense64",
        "cnn:pool2x2 | layer 'pool2x2' is none of conv16, conv16x5, pool2, dense64",
        "cnn:conv | layer 'conv' is none of conv16, conv16x5, pool2, dense64",
        "cnn:conv0 | filters of a convolution = 0; it must be at least 1",
        "cnn:dense4-conv4 | layer 'conv4' comes after 'dense4', whose output is no image",
        "cnn:conv4-dense4-pool2 | layer 'pool2' comes after 'dense4', whose output is no image",
        "cnn:conv4x0 | kernel of a convolution = 0; it must be at least 1"
      })
  void refuses(String text, String start) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> ModelChoice.parse(text))
                .getMessage());
    assertTrue(message.startsWith(start), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp:63-16-10", "mlp:64-16-9"})
  void refusesDataOfAnotherSize(String text) {
    ModelChoice model = ModelChoice.parse(text);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> model.fit(IMAGES)).getMessage());
    assertTrue(message.endsWith("but data set images has 64 and 10"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp:64-2147483647-10",
        "mlp:64-99999-99999-10",
        "cnn:conv999999x99",
        "cnn:conv99-dense999999"
      })
  void refusesMoreParametersThanCanBeNumbered(String text) {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ModelChoice.parse(text).architecture(IMAGES))
                .getMessage());
    assertTrue(message.startsWith("model " + text + " has about "), message);
    assertTrue(message.endsWith(" parameters; it must have fewer than 2147483647"), message);
  }

  @Test
  void refusesConvolutionsOverTables() {
    Dataset flat = IMAGES.reshape(List.of(64));
    ModelChoice model = ModelChoice.parse("digits-cnn");
    assertEquals(
        "the model needs images, but examples of data set images have shape [64]",
        assertThrows(IllegalArgumentException.class, () -> model.fit(flat)).getMessage());
  }
}
