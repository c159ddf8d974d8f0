package org.espalier.health.internal;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.espalier.deploy.Diagnosis;
import org.espalier.deploy.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Bundles that don't resolve, components that can't be had, jars that were refused, and why. */
@Component(
    property = {
      HealthCheck.NAME + "=Espalier plugins",
      HealthCheck.TAGS + "=espalier",
      HealthCheck.TAGS + "=plugins"
    })
public final class PluginsCheck implements HealthCheck {
  private final Diagnosis diagnosis;

  @Activate
  public PluginsCheck(@Reference Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    List<Problem> problems = diagnosis.problems();
    for (Problem problem : problems) {
      log.critical("{}", problem);
    }
    if (problems.isEmpty()) {
      log.info("every bundle is resolved, every component satisfied, every jar accepted");
    }
    return new Result(log);
  }
}
