package org.espalier.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  enum Form {
    INSTANTANEOUS,
    OWN_LAGS
  }

  public record Settings(
      int rounds, long budget, double ratio, boolean standardise, String name, Form form) {
    static final Settings DEFAULTS =
        new Settings(3, 1L << 40, 0.1, true, "plain", Form.INSTANTANEOUS);

    public Settings {
      if (!(ratio > 0 && ratio <= 1)) {
        throw new IllegalArgumentException("ratio = " + ratio + "; it must be in (0, 1]");
      }
    }
  }

  public record Nothing() {}

  public record Unreadable(List<String> names) {}

  @Test
  void overridesEveryType() {
    Options options =
        Options.parse(
            List.of(
                "rounds=7",
                "budget=9000000000",
                "ratio=2.5e-3",
                "standardise=off",
                "name=a=b",
                " form = own-lags"));

    assertEquals(
        new Settings(7, 9_000_000_000L, 0.0025, false, "a=b", Form.OWN_LAGS),
        options.override(Settings.DEFAULTS));
  }

  @Test
  void partsByName() {
    Options options = Options.parse(List.of("a=1", "b=2", "c=3"));
    assertEquals(Map.of("b", "2"), options.only(Set.of("b", "d")).values());
    assertEquals(Map.of("a", "1", "c", "3"), options.without(Set.of("b", "d")).values());
    assertEquals(3, options.values().size());
  }

  @Test
  void keepsTheDefaultsOfWhatIsNotGiven() {
    assertSame(Settings.DEFAULTS, Options.none().override(Settings.DEFAULTS));
    assertEquals(
        new Settings(4, 1L << 40, 0.1, true, "plain", Form.INSTANTANEOUS), override("rounds=4"));
  }

  @ParameterizedTest
  @CsvSource({"on,true", "TRUE,true", "yes,true", "Off,false", "false,false", "no,false"})
  void readsSwitches(String text, boolean value) {
    assertEquals(value, override("standardise=" + text).standardise());
  }

  @ParameterizedTest
  @ValueSource(strings = {"OWN_LAGS", "own_lags", "own-lags", "Own-Lags"})
  void readsEnumsInAnySpelling(String text) {
    assertEquals(Form.OWN_LAGS, override("form=" + text).form());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rounds=3.5|option rounds = '3.5' is not a number of type int",
        "rounds=9000000000|option rounds = '9000000000' is not a number of type int",
        "budget=x|option budget = 'x' is not a number of type long",
        "ratio=|option ratio = '' is not a number of type double",
        "ratio=NaN|option ratio = NaN; it must be finite",
        "ratio=-Infinity|option ratio = -Infinity; it must be finite",
        "ratio=1.5|ratio = 1.5; it must be in (0, 1]",
        "standardise=1|option standardise = '1' is neither on nor off",
        "form=past|option form = 'past'; it is one of instantaneous, own-lags",
        "ration=1|unknown option 'ration'; did you mean ratio?",
        "q=1|unknown option 'q'; known: budget, form, name, ratio, rounds, standardise",
      })
  void refusesInOneLine(String assignment, String message) {
    assertEquals(message, refusal(() -> override(assignment)));
  }

  @Test
  void refusesEveryOptionWhereThereAreNone() {
    String message = "unknown option 'a'; this plugin has no options";
    Options options = Options.of(Map.of("a", "1"));
    assertEquals(message, refusal(options::requireNone));
    assertEquals(message, refusal(() -> options.override(new Nothing())));
    Options.none().requireNone();
  }

  @Test
  void refusesAssignmentsThatAreNone() {
    assertEquals("option 'a' is not KEY=VALUE", refusal(() -> parse("a")));
    assertEquals("option '=1' is not KEY=VALUE", refusal(() -> parse("=1")));
    assertEquals("option ' =1' is not KEY=VALUE", refusal(() -> parse(" =1")));
    assertEquals("option 'a' is given twice", refusal(() -> parse("a=1", "a =2")));
  }

  @Test
  void tellsTheAuthorOfATypeItCannotRead() {
    Options options = Options.of(Map.of("names", "a"));
    Unreadable defaults = new Unreadable(List.of());
    assertThrows(IllegalStateException.class, () -> options.override(defaults));
  }

  @Test
  void isAValue() {
    assertEquals(parse("a=1", "b=2"), Options.of(Map.of("b", "2", "a", "1")));
    assertEquals("{a=1, b=2}", parse("b=2", "a=1").toString());
    assertTrue(Options.none().values().isEmpty());
  }

  private static Settings override(String assignment) {
    return parse(assignment).override(Settings.DEFAULTS);
  }

  private static Options parse(String... assignments) {
    return Options.parse(Arrays.asList(assignments));
  }

  private static String refusal(Executable what) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
