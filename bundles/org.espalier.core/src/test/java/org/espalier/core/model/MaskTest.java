package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MaskTest {
  private static final Parameter FILTERS =
      new Parameter("w", "conv", ParameterRole.WEIGHT, List.of(2, 3), 0, true, 64);
  private static final Parameter SHIFT =
      new Parameter("b", "conv", ParameterRole.BIAS, List.of(2), 6, false, 64);
  private static final Parameter DENSE =
      new Parameter("v", "out", ParameterRole.WEIGHT, List.of(4), 8, true, 1);
  private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(FILTERS, SHIFT, DENSE));

  @Test
  void countsWhatIsKept() {
    Mask mask = Mask.of(LAYOUT, bits(0, 2, 6, 7, 11));
    assertEquals(2, mask.kept(FILTERS));
    assertEquals(2, mask.kept(SHIFT));
    assertEquals(3, mask.keptPrunable());
    assertEquals(0.7, mask.sparsity());
    assertEquals(0.75, mask.sparsity(DENSE));
    assertEquals(2 * (64 * 2 + 64 * 2 + 1), mask.flops());
    assertTrue(mask.keeps(11));
    assertFalse(mask.keeps(1));
    assertEquals("mask that keeps 3 of 10", mask.toString());
  }

  @Test
  void keepsAll() {
    assertEquals(0, Mask.all(LAYOUT).sparsity());
    assertEquals(10, Mask.all(LAYOUT).keptPrunable());
    assertEquals(0, Mask.all(new ParameterLayout(List.of())).sparsity());
  }

  @Test
  void zeroesWhatItCuts() {
    float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    float[] before = weights.clone();
    assertArrayEquals(
        new float[] {1, 0, 3, 0, 0, 0, 7, 8, 0, 0, 0, 12},
        Mask.of(LAYOUT, bits(0, 2, 6, 7, 11)).apply(weights));
    assertArrayEquals(before, weights);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals(
        "the mask cuts index 1 of b, which is not prunable",
        refusal(() -> Mask.of(LAYOUT, bits(0, 6))));
    assertEquals(
        "the mask keeps index 12 of 12 parameters", refusal(() -> Mask.of(LAYOUT, bits(6, 7, 12))));
    assertEquals(
        "13 weights for a mask over 12 parameters",
        refusal(() -> Mask.all(LAYOUT).apply(new float[13])));
  }

  @Test
  void ownsItsBits() {
    BitSet bits = bits(0, 6, 7);
    Mask mask = Mask.of(LAYOUT, bits);
    bits.set(5);
    mask.toBitSet().set(4);
    assertEquals(bits(0, 6, 7), mask.toBitSet());
  }

  @Test
  void isAValue() {
    assertEquals(Mask.of(LAYOUT, bits(0, 6, 7)), Mask.of(LAYOUT, bits(0, 6, 7)));
    assertNotEquals(Mask.of(LAYOUT, bits(0, 6, 7)), Mask.of(LAYOUT, bits(1, 6, 7)));
    ParameterLayout other = new ParameterLayout(List.of(FILTERS, SHIFT));
    assertNotEquals(Mask.of(LAYOUT, bits(6, 7)), Mask.of(other, bits(6, 7)));
  }

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }

  private static String refusal(Executable what) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
