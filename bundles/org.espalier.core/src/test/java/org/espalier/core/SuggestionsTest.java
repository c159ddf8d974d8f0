package org.espalier.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  private static final List<String> KNOWN =
      List.of("random", "magnitude", "movement", "magnitude-layerwise", "snip");

  @Test
  void findsTheNearest() {
    assertEquals(List.of("magnitude"), Suggestions.nearest("magnitud", KNOWN));
    assertEquals(List.of("random"), Suggestions.nearest("RANDOM", KNOWN));
    assertEquals(List.of("snip"), Suggestions.nearest("snp", KNOWN));
    assertEquals(List.of(), Suggestions.nearest("lasso-granger", KNOWN));
    assertEquals(List.of(), Suggestions.nearest("", KNOWN));
  }

  @Test
  void putsTheNearestFirstThenByName() {
    assertEquals(
        List.of("abcd", "abce", "abcf"),
        Suggestions.nearest("abcd", List.of("abxy", "abcf", "abce", "abcd", "abzz")));
  }

  @Test
  void saysWhatThereIs() {
    assertEquals(
        "unknown policy 'magnitud'; did you mean magnitude?",
        Suggestions.unknown("policy", "magnitud", KNOWN));
    assertEquals(
        "unknown policy 'aa'; did you mean ab or ba?",
        Suggestions.unknown("policy", "aa", List.of("ba", "ab", "bb")));
    assertEquals(
        "unknown policy 'zzz'; known: magnitude, magnitude-layerwise, movement, random, snip",
        Suggestions.unknown("policy", "zzz", KNOWN));
    assertEquals(
        "unknown policy 'zzz'; there is none installed",
        Suggestions.unknown("policy", "zzz", List.of()));
  }
}
