package org.espalier.health.internal;

import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Bundles that don't resolve and components that can't be had, each with its reason. */
@Component(
    property = {
      HealthCheck.NAME + "=Espalier plugins",
      HealthCheck.TAGS + "=espalier",
      HealthCheck.TAGS + "=plugins"
    })
public final class PluginsCheck implements HealthCheck {
  private final BundleContext context;
  private final ServiceComponentRuntime components;

  @Activate
  public PluginsCheck(BundleContext context, @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    List<String> problems =
        Stream.concat(
                UnresolvedBundles.reasons(context.getBundles()).stream(),
                UnsatisfiedComponents.reasons(components).stream())
            .toList();
    for (String problem : problems) {
      log.critical("{}", problem);
    }
    if (problems.isEmpty()) {
      log.info("{} bundles, all resolved, every component satisfied", context.getBundles().length);
    }
    return new Result(log);
  }
}
