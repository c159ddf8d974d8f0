package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;

/** A problem that is solved in rounds, each of which needs a vector's products with all columns. */
interface PassClient {
  boolean isDone();

  /** Solves on its own, as far as it can, and tells the vector to multiply: n values. */
  double[] next(Progress progress);

  /** Takes the products of {@link #next}. */
  FeaturePass.Sink sink();

  /** Is called once they have all come. */
  void judge(Progress progress);

  /**
   * Solves problems together, each pass for all that are not done.
   *
   * @return passes made
   */
  static int solve(List<? extends PassClient> clients, FeaturePass pass, Progress progress) {
    int passes = 0;
    List<? extends PassClient> open = clients;
    while (true) {
      open = open.stream().filter(client -> !client.isDone()).toList();
      if (open.isEmpty()) {
        return passes;
      }
      List<double[]> vectors = new ArrayList<>();
      List<FeaturePass.Sink> sinks = new ArrayList<>();
      for (PassClient client : open) {
        vectors.add(client.next(progress));
        sinks.add(client.sink());
      }
      passes +=
          pass.run(
              vectors,
              (v, from, products, width) -> sinks.get(v).accept(v, from, products, width),
              progress);
      for (PassClient client : open) {
        client.judge(progress);
      }
    }
  }
}
