package org.espalier.harness.internal.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.espalier.harness.internal.tuning.Search.Seen;
import org.espalier.harness.tuning.Dimension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private static final List<Dimension> PLANE =
      List.of(Dimension.parse("a.x=0.0..1.0"), Dimension.parse("a.y=0.001..1:log"));

  /** A hill at x = 0.3, y = 0.1 with a lower one beside it. */
  private static double hill(Map<String, String> settings) {
    double x = Double.parseDouble(settings.getOrDefault("a.x", ""));
    double y = Math.log10(Double.parseDouble(settings.getOrDefault("a.y", "")));
    double main = Math.exp(-20 * ((x - 0.3) * (x - 0.3) + (y + 1) * (y + 1) / 9));
    return main + 0.5 * Math.exp(-20 * ((x - 0.9) * (x - 0.9) + (y + 2.5) * (y + 2.5) / 9));
  }

  private static List<Seen> search(long seed, int trials) {
    Search search = new Search(PLANE, seed);
    List<Seen> seen = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      Map<String, String> settings = search.next(seen);
      seen.add(new Seen(settings, hill(settings)));
    }
    return seen;
  }

  @Test
  void findsTheTopOfAHillSoonerThanChance() {
    double random = 0;
    double found = 0;
    for (long seed = 0; seed < 5; seed++) {
      found += search(seed, 25).stream().mapToDouble(Seen::value).max().orElseThrow() / 5;
      Random draws = new Random(seed);
      random +=
          DoubleStream.generate(
                      () ->
                          hill(
                              Map.of(
                                  "a.x", Double.toString(draws.nextDouble()),
                                  "a.y", Double.toString(Math.pow(10, -3 * draws.nextDouble())))))
                  .limit(25)
                  .max()
                  .orElseThrow()
              / 5;
    }
    assertTrue(found > 0.98 && found > random + 0.02, found + " against " + random);
  }

  @Test
  void isTheSameForTheSameSeedAndTriesNothingTwice() {
    List<Seen> one = search(3, 20);
    assertEquals(one, search(3, 20));
    assertEquals(20, new HashSet<>(one).size());
  }

  @Test
  void triesEveryChoiceAndThenTellsOneAgain() {
    Search search = new Search(List.of(Dimension.parse("a.b=on|off|auto")), 0);
    List<Seen> seen = new ArrayList<>();
    Map<String, String> next = search.next(seen);
    while (seen.size() < 10 && !seen.stream().map(Seen::settings).toList().contains(next)) {
      seen.add(new Seen(next, next.containsValue("auto") ? 1 : 0));
      next = search.next(seen);
    }
    assertEquals(3, seen.size());
    assertEquals(Map.of("a.b", "auto"), next);
  }

  @Test
  void valuesGoThereAndBack() {
    Dimension log = Dimension.parse("a.b=0.01..1:log");
    assertEquals("0.1", log.value(new double[] {0.5}));
    assertEquals(0.5, log.place("0.1")[0], 1e-9);
    Dimension whole = Dimension.parse("a.b=1..8");
    assertEquals("8", whole.value(new double[] {1}));
    assertEquals("5", whole.value(new double[] {0.5}));
    assertEquals("0.5", Dimension.parse("a.b=0.0..1.0").value(new double[] {0.5}));
    assertEquals("0.00123", Dimension.parse("a.b=0.00123..1").value(new double[] {0}));
    Dimension choice = Dimension.parse("a.b=on|off");
    assertEquals("off", choice.value(choice.place("off")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "damping=0.1..1",
        "a.b",
        "a.b=",
        "a.b=1",
        "a.b=2..1",
        "a.b=0..1:log",
        "a.b=x..y",
        "a.b=on|"
      })
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> Dimension.parse(text));
  }
}
