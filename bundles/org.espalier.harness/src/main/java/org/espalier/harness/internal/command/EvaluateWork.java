package org.espalier.harness.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.harness.Work;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.LoadedData;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.Latency;
import org.espalier.harness.internal.run.Models;

/** Measures a saved model: accuracy, loss, size, zeros, FLOPs and latency. */
final class EvaluateWork {
  private final Plugins plugins;

  EvaluateWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Evaluated run(Work.EvaluateRequest work, Progress progress) {
    ModelSource source = Models.file(work.model());
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        EvaluableModel model =
            Models.evaluable(adapter.service().open(source), work.model().toString())) {
      LoadedData loaded = Models.fit(model, DatasetLoader.load(work.dataset()));
      boolean foreign = Models.isForeign(model) && !DatasetLoader.isBuiltIn(work.dataset());
      Work.Part part = work.part().orElse(foreign ? Work.Part.ALL : Work.Part.TEST);
      Dataset data = examples(loaded, part, work.seed());
      float[] weights = model.weights();
      Mask mask = nonzero(model.layout(), weights);
      return new Work.Evaluated(
          part,
          model.evaluate(data),
          Models.bytes(Models.files(model, work.model())),
          gzipBytes(weights),
          IntStream.range(0, weights.length).filter(k -> weights[k] != 0).count(),
          weights.length,
          mask.sparsity(),
          mask.flops(),
          Latency.medianMillis(model, data, 1, progress),
          Latency.medianMillis(model, data, Latency.BATCH, progress));
    }
  }

  private static Dataset examples(LoadedData loaded, Work.Part part, long seed) {
    DataSplit split = DataSplit.of(loaded, seed);
    return switch (part) {
      case TEST -> split.test();
      case TRAIN -> split.train();
      case ALL -> split.all();
    };
  }

  /** What is not zero, as a mask. */
  static Mask nonzero(ParameterLayout layout, float[] weights) {
    BitSet kept = new BitSet(weights.length);
    for (Parameter parameter : layout.parameters()) {
      for (int k = parameter.offset(); k < parameter.end(); k++) {
        kept.set(k, !parameter.prunable() || weights[k] != 0);
      }
    }
    return Mask.of(layout, kept);
  }

  private static long gzipBytes(float[] weights) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      for (float weight : weights) {
        out.writeFloat(weight);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory doesn't fail", e);
    }
    return bytes.size();
  }
}
