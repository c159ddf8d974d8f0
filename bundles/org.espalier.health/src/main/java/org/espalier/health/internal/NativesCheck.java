package org.espalier.health.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ModelAdapter;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether each adapter's native library loads and computes. The first run unpacks and loads the
 * libraries, which may take longer than the executor's usual 2 s; it then says so, goes on, and
 * tells at the next run.
 */
@Component(
    property = {
      HealthCheck.NAME + "=Espalier natives",
      HealthCheck.TAGS + "=espalier",
      HealthCheck.TAGS + "=natives"
    })
public final class NativesCheck implements HealthCheck {
  private static final String MODEL = "softmax-classifier.onnx"; // of tests/fixtures

  private final BundleContext context;

  @Reference(policyOption = ReferencePolicyOption.GREEDY)
  private volatile List<Map.Entry<Map<String, Object>, ModelAdapter>> adapters = List.of();

  @Activate
  public NativesCheck(BundleContext context) {
    this.context = context;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    try {
      AdapterTrial trial = new AdapterTrial(model());
      adapters.forEach(adapter -> examine(trial, adapter, log));
    } catch (IOException e) {
      log.healthCheckError("the small model can't be written aside: {}", e.toString());
    }
    if (adapters.isEmpty()) {
      log.warn("no model adapter is there; install a feature that brings one, such as dl4j");
    }
    return new Result(log);
  }

  private static void examine(
      AdapterTrial trial,
      Map.Entry<Map<String, Object>, ModelAdapter> adapter,
      FormattingResultLog log) {
    Object id = adapter.getKey().get("espalier.id");
    try {
      Optional<Evaluation> evaluation = trial.run(adapter.getValue());
      if (evaluation.isEmpty()) {
        log.info("adapter {}: takes none of the small models, so it was not tried", id);
      } else if (Double.isFinite(evaluation.get().loss())) {
        log.info("adapter {}: loads and computes", id);
      } else {
        log.critical("adapter {}: computes a loss of {}", id, evaluation.get().loss());
      }
    } catch (RuntimeException | LinkageError e) { // a library that doesn't load is an Error
      log.critical("adapter {}: {}", id, reason(e));
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = e == cause ? e.toString() : e + ", caused by " + cause;
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The small model as a file, since adapters open files. */
  private Path model() throws IOException {
    Path file = context.getDataFile(MODEL).toPath();
    if (!Files.exists(file)) {
      try (InputStream bytes =
          Objects.requireNonNull(NativesCheck.class.getResourceAsStream(MODEL), MODEL)) {
        Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return file;
  }
}
