package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.harness.Landscape;
import org.espalier.harness.experiment.Experiment;
import org.junit.jupiter.api.Test;

class FlatnessCommandTest {
  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final TestConsole console = new TestConsole(workbench);

  private String run(String... args) {
    assertEquals(0, console.run(args));
    return console.output() + console.errors();
  }

  @Test
  void printsATable() {
    assertEquals(
        """
        loss            0.010000 nats over 1,347 examples (train part), gradient norm 2.00e-03
        along           1,900 of 17,226 parameters

        lambda max            12.500  largest eigenvalue of the Hessian, residual 5e-04 after 17 steps
        lambda min          -0.25000  smallest Ritz value: the smallest eigenvalue is no higher
        trace                 40.000  of the Hessian, standard error 2.0 of 16 samples
        keskar               0.30000  eps-sharpness in %: rise of the loss in a small box
        sam                0.0040000  rise of the loss along the gradient, in nats
        unchanged where weights are rescaled:
        asam                0.020000  adaptive rise of the loss, in nats
        adaptive trace        8.0000  of D H D, D = diag |w|, standard error 0.50

        123 gradients and 9 losses in 2.5 s; halving the step changes Hv by 1.0e-04
        slices in s.csv
        """,
        run("flatness", "m.zip", "--dataset", "digits", "--mask", "k.npy", "--slices", "s.csv"));
    assertEquals(
        List.of(
            new Landscape.Request(
                Path.of("m.zip"),
                "digits",
                Optional.of(Path.of("k.npy")),
                Optional.of(Path.of("s.csv")),
                0)),
        workbench.asked);
  }

  @Test
  void warnsWhereTheDifferencesAreUncertain() {
    String warning = "The loss is rough here";
    assertFalse(run("flatness", "m.zip", "--dataset", "digits").contains(warning));
    workbench.stepError = 0.2;
    assertTrue(run("flatness", "m.zip", "--dataset", "digits").contains(warning));
  }

  @Test
  void comparesWithFlatnessOnlyWhenAsked() {
    run("compare", "--flatness", "--out", "x");
    run("compare", "--out", "x");
    assertTrue(((Experiment) workbench.asked.get(0)).measurements().flatness().measured());
    assertFalse(((Experiment) workbench.asked.get(1)).measurements().flatness().measured());
  }

  @Test
  void comparesWithLatencyOnlyWhenAsked() {
    run("compare", "--latency", "--out", "x");
    run("compare", "--out", "x");
    assertTrue(((Experiment) workbench.asked.get(0)).measurements().latency());
    assertFalse(((Experiment) workbench.asked.get(1)).measurements().latency());
  }

  @Test
  void helpHasAnExample() {
    assertTrue(run("flatness", "--help").contains("espalier flatness run/model.zip --dataset"));
  }
}
