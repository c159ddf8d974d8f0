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
  private static final Pattern CODE =
      Pattern.compile("^Error code - \\w+ - message: |\\[\\w+\\] : \\d+ : \\w+ : ");

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
    String message = CODE.matcher(String.valueOf(e.getMessage())).replaceAll("");
    String line = message.lines().findFirst().orElse("no reason given").strip();
    return new InvalidDataException(
        "ONNX Runtime %s can't run it: %s".formatted(environment().getVersion(), line), e);
  }
}
