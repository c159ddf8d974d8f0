package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.espalier.core.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyChoiceTest {
  @Test
  void readsOptionsOfBothPolicies() {
    assertEquals(
        new PolicyChoice(
            "magnitude",
            Options.of(Map.of("flow", "on")),
            "surgeon",
            Options.of(Map.of("rows", "32", "flow", "off"))),
        PolicyChoice.parse("magnitude:flow=on@surgeon:rows=32:flow=off"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"magnitude", "random@snip", "a:k=v", "a:b=1:c=x=y", "a@b:k=v", "a:k=@b"})
  void spellsItsNameAsItWasRead(String text) {
    assertEquals(text, PolicyChoice.parse(text).id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ":k=v | a policy without a name",
        "a:k=v@ | policy 'a:k=v@' names no reference, as in magnitude@snip",
        "a@:k=v | policy 'a@:k=v' names no reference, as in magnitude@snip",
        "a:k | policy 'a:k': option 'k' is not KEY=VALUE, as in magnitude:scope=layerwise",
        "a: | policy 'a:': option '' is not KEY=VALUE, as in magnitude:scope=layerwise",
        "a:k=1:k=2 | policy 'a:k=1:k=2': option 'k' is given twice, as in magnitude:scope=layerwise"
      })
  void refuses(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> PolicyChoice.parse(text)).getMessage());
  }

  /** The order of options makes no other policy. */
  @Test
  void findsTheSamePolicyNamedTwice() {
    List<PolicyChoice> twice =
        List.of(PolicyChoice.parse("a:b=1:c=2"), PolicyChoice.parse("a:c=2:b=1"));
    Experiment experiment = Experiment.standard("digits");
    assertEquals(
        "policies names one of them twice: [a:b=1:c=2, a:b=1:c=2]",
        assertThrows(IllegalArgumentException.class, () -> experiment.withPolicies(twice))
            .getMessage());
  }
}
