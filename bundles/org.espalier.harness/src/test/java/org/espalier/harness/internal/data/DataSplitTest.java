package org.espalier.harness.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.core.model.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSplitTest {
  @ParameterizedTest
  @CsvSource({"digits, 1347, 450", "breast-cancer, 427, 142"})
  void cutsTheBuiltInDataAsPublished(String name, int train, int test) {
    DataSplit split = DataSplit.of(DatasetLoader.load(name), 3);
    assertEquals(train, split.train().size());
    assertEquals(test, split.test().size());
  }

  @Test
  void losesAndRepeatsNoExample() {
    DataSplit split = DataSplit.of(new LoadedData(counted(100), 75, false), 5);
    List<Float> train = firsts(split.train());
    List<Float> test = firsts(split.test());
    assertEquals(75, train.size());
    assertEquals(25, test.size());
    Set<Float> all = new HashSet<>(train);
    all.addAll(test);
    assertEquals(100, all.size());
    assertNotEquals(train.stream().sorted().toList(), train, "not shuffled");
  }

  /** What is chosen on it is chosen on data that no network saw, and the test part stays. */
  @Test
  void holdsOutPartOfTheTrainingPart() {
    LoadedData loaded = new LoadedData(counted(100), 75, true);
    DataSplit whole = DataSplit.of(new LoadedData(counted(100), 75, false), 5);
    DataSplit split = DataSplit.of(new LoadedData(counted(100), 75, false), 5, 0.2);
    List<Float> held = firsts(split.validation().orElseThrow());
    assertEquals(15, held.size());
    assertEquals(firsts(whole.test()), firsts(split.test()));
    List<Float> both = new ArrayList<>(firsts(split.train()));
    both.addAll(held);
    assertEquals(firsts(whole.train()), both);
    assertEquals(100, split.all().size());
    assertEquals(0, mean(column(DataSplit.of(loaded, 5, 0.2).train(), 0)), 1e-6);
    assertTrue(DataSplit.of(loaded, 5, 0).validation().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> DataSplit.of(loaded, 5, 0.001));
  }

  @Test
  void keepsEachLabelWithItsExample() {
    Dataset train = DataSplit.of(new LoadedData(counted(100), 75, false), 5).train();
    List<Float> firsts = firsts(train);
    for (int i = 0; i < train.size(); i++) {
      assertEquals(Math.round(firsts.get(i)) % 2, train.label(i));
    }
  }

  @Test
  void followsTheSeed() {
    LoadedData digits = DatasetLoader.load("digits");
    String first = DataSplit.of(digits, 0).train().fingerprint();
    assertEquals(first, DataSplit.of(digits, 0).train().fingerprint());
    assertNotEquals(first, DataSplit.of(digits, 1).train().fingerprint());
  }

  @Test
  void standardisesByTheTrainingPart() {
    LoadedData loaded = DatasetLoader.load("breast-cancer");
    DataSplit split = DataSplit.of(loaded, 0);
    DataSplit raw = DataSplit.of(new LoadedData(loaded.data(), loaded.trainSize(), false), 0);
    for (int k = 0; k < 30; k++) {
      double[] train = column(split.train(), k);
      assertEquals(0, mean(train), 1e-6, "mean of feature " + k);
      assertEquals(1, deviation(train), 1e-6, "deviation of feature " + k);
      double[] rawTrain = column(raw.train(), k);
      double[] rawTest = column(raw.test(), k);
      double[] test = column(split.test(), k);
      for (int i = 0; i < test.length; i++) {
        double expected = (rawTest[i] - mean(rawTrain)) / deviation(rawTrain);
        assertEquals(expected, test[i], 1e-5 * (1 + Math.abs(expected)));
      }
    }
  }

  /** 0.1 a few hundred times over has a mean that is not 0.1. */
  @Test
  void putsAConstantFeatureAtZero() {
    float[] features = new float[2 * 427];
    int[] labels = new int[427];
    for (int i = 0; i < labels.length; i++) {
      features[2 * i] = i;
      features[2 * i + 1] = 0.1f;
      labels[i] = i % 2;
    }
    Dataset data = new Dataset("constant", List.of(2), features, labels, 2);
    DataSplit split = DataSplit.of(new LoadedData(data, 320, true), 0);
    assertTrue(Arrays.stream(column(split.train(), 1)).allMatch(v -> v == 0));
    assertTrue(Arrays.stream(column(split.test(), 1)).allMatch(v -> v == 0));
    assertEquals(1, deviation(column(split.train(), 0)), 1e-6);
  }

  @Test
  void needsBothParts() {
    Dataset one = counted(1);
    assertEquals(
        "data set counted has 1 examples: too few for a training and a test part",
        assertThrows(IllegalArgumentException.class, () -> LoadedData.usual(one, false))
            .getMessage());
  }

  @Test
  void derivesDistinctSeeds() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = -50; seed < 50; seed++) {
      for (Seeds.Purpose purpose : Seeds.Purpose.values()) {
        seeds.add(Seeds.derive(seed, purpose));
      }
    }
    assertEquals(100 * Seeds.Purpose.values().length, seeds.size());
    assertEquals(Seeds.derive(7, Seeds.Purpose.WEIGHTS), Seeds.derive(7, Seeds.Purpose.WEIGHTS));
  }

  private static Dataset counted(int n) {
    float[] features = new float[n];
    for (int i = 0; i < n; i++) {
      features[i] = i;
    }
    return new Dataset(
        "counted", List.of(1), features, IntStream.range(0, n).map(i -> i % 2).toArray(), 2);
  }

  private static List<Float> firsts(Dataset data) {
    List<Float> firsts = new ArrayList<>();
    for (double value : column(data, 0)) {
      firsts.add((float) value);
    }
    return firsts;
  }

  private static double[] column(Dataset data, int feature) {
    double[] column = new double[data.size()];
    float[] row = new float[data.width()];
    for (int i = 0; i < column.length; i++) {
      data.copyExample(i, row, 0);
      column[i] = row[feature];
    }
    return column;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }
}
