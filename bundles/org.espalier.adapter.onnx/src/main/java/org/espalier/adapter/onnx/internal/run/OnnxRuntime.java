package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.regex.Pattern;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.core.InvalidDataException;

/** Sessions of ONNX Runtime: on one thread each, so that the same sums come out the same. */
final class OnnxRuntime {
  /**
   * What the runtime says of itself rather than of the model: a code, its own file and function.
   */
  private static final Pattern ITSELF =
      Pattern.compile("^Error code - \\w+ - message: |/onnxruntime_src/\\S+:\\d+ .*\\) (?=[A-Z])");

  private static final int LONGEST = 300;

  private OnnxRuntime() {}

  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "espalier");
  }

  /**
   * A session, which the caller closes.
   *
   * @param optimize whether it may join nodes to be faster
   * @throws InvalidDataException if the runtime can't run the model; the line says why
   */
  static OrtSession session(ModelProto model, boolean optimize) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(
          optimize
              ? OrtSession.SessionOptions.OptLevel.ALL_OPT
              : OrtSession.SessionOptions.OptLevel.NO_OPT);
      return environment().createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /** The one line for what the runtime refuses. */
  static InvalidDataException refused(OrtException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String line = ITSELF.matcher(first).replaceAll("").strip();
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return new InvalidDataException(
        "ONNX Runtime %s can't run it: %s".formatted(environment().getVersion(), line), e);
  }
}
