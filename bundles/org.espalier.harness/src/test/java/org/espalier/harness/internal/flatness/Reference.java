package org.espalier.harness.internal.flatness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Mask;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.testkit.Fixtures;

/** What {@code src/test/python/flatness.py} found for its perceptron on digits. */
final class Reference {
  private static final Map<String, double[]> ROWS = rows();

  private Reference() {}

  static double number(String name) {
    return row(name)[0];
  }

  static double[] row(String name) {
    return Objects.requireNonNull(ROWS.get(name)).clone();
  }

  static float[] weights() {
    double[] row = row("weights");
    float[] weights = new float[row.length];
    for (int k = 0; k < row.length; k++) {
      weights[k] = (float) row[k];
    }
    return weights;
  }

  static Perceptron perceptron(float[] weights) {
    return new Perceptron(64, 8, 10, weights);
  }

  static Mask mask() {
    BitSet kept = new BitSet();
    double[] row = row("kept");
    IntStream.range(0, row.length).forEach(k -> kept.set(k, row[k] == 1));
    return Mask.of(Fixtures.mlp(64, 8, 10), kept);
  }

  static Dataset digits() {
    Dataset all = DatasetLoader.load("digits").data();
    return all.select(IntStream.range(0, 200).toArray()).reshape(java.util.List.of(64));
  }

  static LossSurface surface() {
    return new LossSurface(perceptron(weights()), digits(), mask(), Progress.NONE);
  }

  private static Map<String, double[]> rows() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Reference.class.getResourceAsStream("reference.txt")),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split(" ", -1))
          .collect(
              Collectors.toMap(
                  words -> words[0],
                  words ->
                      Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
