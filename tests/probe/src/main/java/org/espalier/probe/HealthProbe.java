package org.espalier.probe;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs the health checks of a tag; gives each one's status and what it says, by its name. */
@Component(property = "espalier.probe=health")
public final class HealthProbe implements Function<String, Map<String, String>> {
  /** The first run loads natives. */
  private static final int TIMEOUT_MILLIS = 60_000;

  private final HealthCheckExecutor executor;

  @Activate
  public HealthProbe(@Reference HealthCheckExecutor executor) {
    this.executor = executor;
  }

  @Override
  public Map<String, String> apply(String tag) {
    HealthCheckExecutionOptions options =
        new HealthCheckExecutionOptions()
            .setForceInstantExecution(true)
            .setOverrideGlobalTimeout(TIMEOUT_MILLIS);
    Map<String, String> results = new TreeMap<>();
    for (HealthCheckExecutionResult result :
        executor.execute(HealthCheckSelector.tags(tag), options)) {
      results.put(
          result.getHealthCheckMetadata().getName(), describe(result.getHealthCheckResult()));
    }
    return results;
  }

  private static String describe(Result result) {
    StringBuilder text = new StringBuilder(result.getStatus().name());
    for (ResultLog.Entry entry : result) {
      text.append('\n').append(entry.getMessage());
    }
    return text.toString();
  }
}
