package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.espalier.core.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorChoiceTest {
  @Test
  void readsOptionsAndALossChange() {
    assertEquals(
        new EstimatorChoice(
            "lasso-granger", Options.of(Map.of("lambdaRatio", "0.05")), LossChange.PERMUTED),
        EstimatorChoice.parse("lasso-granger:lambdaRatio=0.05@permuted"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a@first-order", "a:b=1:c=x=y", "a:b=1:c=2@permuted"})
  void spellsItsNameAsItWasRead(String text) {
    assertEquals(text, EstimatorChoice.parse(text).id());
  }

  @Test
  void leavesOutWhatIsMeasured() {
    assertEquals(new EstimatorChoice("a"), EstimatorChoice.parse("a@measured"));
    assertEquals("a", EstimatorChoice.parse("a@measured").id());
    assertEquals("a:k=1", EstimatorChoice.parse("a:k=1@permuted").measured().id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@permuted | estimator '@permuted': an estimator without a name",
        "a@permutd | estimator 'a@permutd': unknown loss change 'permutd'; did you mean permuted?",
        "a@ | estimator 'a@': unknown loss change ''; known: first-order, measured, permuted",
        "a:k | estimator 'a:k': option 'k' is not KEY=VALUE",
        "a:k=1:k=2@permuted | estimator 'a:k=1:k=2@permuted': option 'k' is given twice"
      })
  void refuses(String text, String message) {
    assertEquals(
        message + ", as in lasso-granger@permuted",
        assertThrows(IllegalArgumentException.class, () -> EstimatorChoice.parse(text))
            .getMessage());
  }
}
