package org.espalier.harness.result;

import java.util.List;

/**
 * All that a comparison measured.
 *
 * @param experiment its name
 * @param dataset its data set's name
 * @param model its architecture's name
 * @param schedule its pruning schedule's name
 * @param recipe its training recipe's name
 * @param complete whether every cell was run
 * @param provenance where the results come from
 * @param trainings one a seed
 * @param estimates one a seed and estimator
 * @param cells every cell, in the order of the experiment whatever order they were run in
 */
public record Results(
    String experiment,
    String dataset,
    String model,
    String schedule,
    String recipe,
    boolean complete,
    Provenance provenance,
    List<Training> trainings,
    List<Estimate> estimates,
    List<Cell> cells) {

  public Results {
    trainings = List.copyOf(trainings);
    estimates = List.copyOf(estimates);
    cells = List.copyOf(cells);
  }
}
