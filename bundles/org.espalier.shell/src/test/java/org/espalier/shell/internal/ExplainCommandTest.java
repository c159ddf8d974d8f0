package org.espalier.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.espalier.harness.Work;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
  private final RecordingWorkbench workbench = new RecordingWorkbench();
  private final TestConsole console = new TestConsole(workbench);

  private String run(String... args) {
    assertEquals(0, console.run(args));
    return console.output() + console.errors();
  }

  @Test
  void tellsAllAboutAWeight() {
    assertEquals(
        """
        0.W[3,12]  cut
        rule       magnitude at 90.0 % sparsity
        weight     -0.01230 before the cut
        score      0.01230, rank 15,231 of 17,024; the lowest of a kept weight is 0.2500
        evidence   predicted to raise the training loss by 1.500e-05 nats when it was cut
        ablation   cut alone, the training loss goes from 0.002000 to 0.003000 nats (+0.00100),\
         accuracy from 100.00 to 99.00 %
        note       A note.
        """,
        run("explain", "p.zip", "0.W[3,12]", "--dataset", "digits"));
    assertEquals(
        List.of(
            new Work.ExplainRequest(
                Path.of("p.zip"), Optional.empty(), "0.W[3,12]", Optional.of("digits"))),
        workbench.asked);
  }

  @Test
  void tellsOfAUnitWhatItsWeightsHaveInCommon() {
    assertEquals(
        """
        0.W[3]     5 of 64 weights kept
        rule       magnitude at 90.0 % sparsity
        score      0.01230 on average
        evidence   predicted to raise the training loss by 1.500e-05 nats when it was cut
        note       A note.
        """,
        run("explain", "p.zip", "0.W[3]"));
  }
}
