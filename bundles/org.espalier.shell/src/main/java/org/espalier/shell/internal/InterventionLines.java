package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.core.model.Granularity;
import org.espalier.harness.Work;
import org.espalier.harness.evidence.Resolution;

/** Recorded perturbations in words: what was done, and what can be told from it. */
final class InterventionLines {
  /** Share of effects of nothing that two standard errors let through. */
  private static final double BY_CHANCE = 0.05;

  private final String block;
  private final Work.Intervened recorded;

  InterventionLines(Granularity blocks, Work.Intervened recorded) {
    this.block = blocks.name().toLowerCase(Locale.ROOT);
    this.recorded = recorded;
  }

  List<String> lines() {
    Resolution resolution = recorded.resolution();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s of perturbations of %s, %,d parameters: %,d evaluations in %.1f s",
            Figures.count(resolution.pairs(), "pair"),
            Figures.count(resolution.blocks(), block),
            recorded.parameters(),
            recorded.evaluations(),
            recorded.seconds()));
    if (resolution.detectable().isPresent()) {
      lines.add(
          "removing a %s stands out of the noise from %s nats on (two standard errors, median %s)"
              .formatted(block, Figures.of(resolution.detectable().getAsDouble()), block));
      lines.add(
          "%,d of %s do, about %s by chance alone; four times the steps halve the noise"
              .formatted(
                  resolution.standing(),
                  Figures.count(resolution.blocks(), block),
                  Figures.whole(Math.rint(BY_CHANCE * resolution.blocks()))));
    } else if (resolution.enough() > 2 * resolution.pairs()) {
      lines.add(
          "too few evaluations to tell %s apart; --steps %d would do"
              .formatted(Figures.count(resolution.blocks(), block), resolution.enough()));
    } else {
      lines.add(
          "%s are too many to be told apart here; estimators may still"
              .formatted(Figures.count(resolution.blocks(), block)));
    }
    return lines;
  }
}
