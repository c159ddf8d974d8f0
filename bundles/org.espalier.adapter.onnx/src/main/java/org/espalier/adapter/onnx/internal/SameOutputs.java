package org.espalier.adapter.onnx.internal;

import java.util.Map;
import java.util.Random;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.run.Classifier;
import org.espalier.adapter.onnx.internal.run.Session;
import org.espalier.core.EspalierException;
import org.jspecify.annotations.Nullable;

/** That nobody misses the units that were removed is shown, not only argued. */
final class SameOutputs {
  /** Largest difference of an output, relative to the largest value. */
  private static final double TOLERANCE = 1e-3;

  private static final int EXAMPLES = 4;

  private SameOutputs() {}

  /**
   * Runs two models on the same random examples.
   *
   * @throws EspalierException if an output is another
   */
  static void require(Classifier before, ModelProto whole, Classifier after, Session reduced) {
    Random random = new Random(1);
    float[] examples = new float[before.runWidth(EXAMPLES)];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = (float) random.nextGaussian();
    }
    try (Session session = Session.of(whole)) {
      Map<String, float[]> old = before.outputs(session, examples);
      Map<String, float[]> fresh = after.outputs(reduced, examples);
      old.forEach((name, values) -> require(name, values, fresh.get(name)));
    }
  }

  private static void require(String output, float[] old, float @Nullable [] fresh) {
    double largest = 0;
    double difference = fresh == null || fresh.length != old.length ? Double.NaN : 0;
    for (int i = 0; i < old.length && fresh != null && i < fresh.length; i++) {
      largest = Math.max(largest, Math.abs(old[i]));
      difference = Math.max(difference, Math.abs(old[i] - fresh[i]));
    }
    if (!(difference <= TOLERANCE * Math.max(largest, Float.MIN_NORMAL))) {
      throw new EspalierException(
          "units can't be removed: output %s would change by %.2g; something in the graph counts"
                  .formatted(output, difference)
              + " them");
    }
  }
}
