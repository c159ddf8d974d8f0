package org.espalier.benchmarks;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs some models in turn in ONNX Runtime on one thread, with all that it does to be fast, and
 * prints a line of JSON for each: the milliseconds of each run.
 */
public final class OnnxLatencyRun implements AutoCloseable {
  /** Share of the runs that come before those that count. */
  private static final double WARM_UP = 0.2;

  private final Path file;
  private final OrtSession session;
  private final OnnxTensor examples;
  private final List<Double> millis = new ArrayList<>();

  private OnnxLatencyRun(Path file, int batch, OrtSession.SessionOptions options)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    this.file = file;
    session = environment.createSession(file.toString(), options);
    examples = random(environment, batch);
  }

  private OnnxTensor random(OrtEnvironment environment, int batch) throws OrtException {
    NodeInfo input = session.getInputInfo().values().iterator().next();
    long[] shape = ((TensorInfo) input.getInfo()).getShape().clone();
    shape[0] = batch;
    int size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(axis));
    }
    Random random = new Random(1);
    FloatBuffer values = FloatBuffer.allocate(size);
    while (values.hasRemaining()) {
      values.put((float) random.nextGaussian());
    }
    return OnnxTensor.createTensor(environment, values.flip(), shape);
  }

  private double run() throws OrtException {
    Map<String, OnnxTensor> inputs = Map.of(session.getInputNames().iterator().next(), examples);
    long start = System.nanoTime();
    session.run(inputs).close();
    return (System.nanoTime() - start) / 1e6;
  }

  @Override
  public void close() throws OrtException {
    examples.close();
    session.close();
  }

  /**
   * Runs.
   *
   * @param args batch, runs of each model, files of the models
   */
  public static void main(String[] args) throws OrtException {
    if (args.length < 3) {
      System.err.println("usage: OnnxLatencyRun BATCH RUNS MODEL.onnx...");
      System.exit(2);
    }
    int batch = Integer.parseInt(args[0]);
    int runs = Integer.parseInt(args[1]);
    List<OnnxLatencyRun> models = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      for (String file : List.of(args).subList(2, args.length)) {
        models.add(new OnnxLatencyRun(Path.of(file), batch, options));
      }
    }
    measure(models, runs);
    for (OnnxLatencyRun model : models) {
      System.out.printf(
          "{\"model\": \"%s\", \"batch\": %d, \"millis\": %s}%n",
          model.file.getFileName(), batch, model.millis);
      model.close();
    }
  }

  /** In turn, so that whatever else the machine does slows all of them. */
  private static void measure(List<OnnxLatencyRun> models, int runs) throws OrtException {
    for (int run = -(int) Math.ceil(WARM_UP * runs); run < runs; run++) {
      for (OnnxLatencyRun model : models) {
        double took = model.run();
        if (run >= 0) {
          model.millis.add(took);
        }
      }
    }
  }
}
