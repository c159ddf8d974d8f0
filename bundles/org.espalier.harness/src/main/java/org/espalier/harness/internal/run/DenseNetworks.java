package org.espalier.harness.internal.run;

import java.util.List;
import org.espalier.core.model.ModelSource;
import org.espalier.harness.internal.data.LoadedData;

/** Where the dense network of each seed comes from. */
interface DenseNetworks {
  /** The data, in the shape that the networks take. */
  LoadedData data();

  /** What results call the network. */
  String name();

  /** What results call the way that it was trained. */
  String recipe();

  Abilities abilities();

  /** A network of this kind to put weights into. */
  ModelSource source();

  /**
   * A seed's dense network, measured, with its trajectory if there is one.
   *
   * @param notes that the dense cell is to tell
   */
  TrainedSeed dense(RunContext context, long seed, List<String> notes);

  /** What failed where there is no dense network, for the line of its cells. */
  String failure();
}
