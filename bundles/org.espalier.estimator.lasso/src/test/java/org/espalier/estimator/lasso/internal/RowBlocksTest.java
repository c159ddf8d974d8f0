package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowBlocksTest {
  @ParameterizedTest
  @CsvSource({"200, 6", "201, 7", "100, 10", "12, 1", "11, 50", "2, 1", "3, 2"})
  void halvesAreComplementaryAndOfWholeBlocks(int rows, int length) {
    RowBlocks blocks = new RowBlocks(rows, length);
    int count = (rows + blocks.length() - 1) / blocks.length();
    for (int seed = 0; seed < 20; seed++) {
      List<Sample> halves = blocks.complementaryHalves(new Random(seed));
      assertEquals(2, halves.size());
      int[] times = new int[rows];
      for (Sample half : halves) {
        int[] chosen = rows(half, rows);
        assertEquals(
            count / 2, Arrays.stream(chosen).map(t -> t / blocks.length()).distinct().count());
        Arrays.stream(chosen).forEach(t -> times[t]++);
      }
      int whole = 0;
      for (int block = 0; block < count; block++) {
        int from = block * blocks.length();
        int to = Math.min(rows, from + blocks.length());
        int first = times[from];
        assertTrue(first <= 1, "block " + block + " is in both halves");
        assertTrue(Arrays.stream(times, from, to).allMatch(t -> t == first), "block " + block);
        whole += first;
      }
      assertEquals(count / 2 * 2, whole);
    }
  }

  @Test
  void seedTellsTheHalves() {
    RowBlocks blocks = new RowBlocks(200, 6);
    int[] once = rows(blocks.complementaryHalves(new Random(1)).get(0), 200);
    assertArrayEquals(once, rows(blocks.complementaryHalves(new Random(1)).get(0), 200));
    int[] other = rows(blocks.complementaryHalves(new Random(2)).get(0), 200);
    assertFalse(Arrays.equals(once, other));
  }

  @Test
  void trainingKeepsABlocksDistanceFromTheFold() {
    List<Sample> parts = new RowBlocks(20, 3).trainingParts(3);
    assertArrayEquals(IntStream.range(9, 20).toArray(), rows(parts.get(0), 20));
    int[] middle = IntStream.concat(IntStream.range(0, 3), IntStream.range(16, 20)).toArray();
    assertArrayEquals(middle, rows(parts.get(1), 20));
    assertArrayEquals(IntStream.range(0, 10).toArray(), rows(parts.get(2), 20));
  }

  /** The rows of a sample. */
  private static int[] rows(Sample sample, int count) {
    double[] all = IntStream.range(0, count).asDoubleStream().toArray();
    return Arrays.stream(sample.of(all)).mapToInt(t -> (int) t).toArray();
  }
}
