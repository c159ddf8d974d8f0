package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Ways to divide consecutive steps that leave neighbours together, since what follows closely is
 * not independent.
 */
final class RowBlocks {
  private final int rows;
  private final int length;

  /**
   * @param rows n
   * @param length of a block
   */
  RowBlocks(int rows, int length) {
    this.rows = rows;
    this.length = Math.min(length, Math.max(1, rows / 2));
  }

  int length() {
    return length;
  }

  /**
   * Two halves of the blocks that have no block in common (Shah and Samworth 2013, section 2); of
   * an odd number one block is in neither.
   */
  List<Sample> complementaryHalves(Random random) {
    List<Integer> blocks =
        new ArrayList<>(IntStream.range(0, (rows + length - 1) / length).boxed().toList());
    Collections.shuffle(blocks, random);
    int half = blocks.size() / 2;
    return List.of(sample(blocks.subList(0, half)), sample(blocks.subList(half, 2 * half)));
  }

  private Sample sample(List<Integer> blocks) {
    return Sample.of(
        rows,
        blocks.stream()
            .sorted()
            .flatMapToInt(b -> IntStream.range(b * length, Math.min(rows, (b + 1) * length)))
            .toArray());
  }

  /**
   * The rows to train on for each fold of consecutive rows: all but the fold, and a block's length
   * on either side of it (Burman, Chow and Nolan 1994, "A cross-validatory method for dependent
   * data").
   */
  List<Sample> trainingParts(int folds) {
    List<Sample> parts = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      int from = foldStart(fold, folds) - length;
      int to = foldStart(fold + 1, folds) + length;
      parts.add(
          Sample.of(rows, IntStream.range(0, rows).filter(t -> t < from || t >= to).toArray()));
    }
    return parts;
  }

  /** The first row of a fold; of the one behind the last, n. */
  int foldStart(int fold, int folds) {
    return (int) ((long) fold * rows / folds);
  }
}
