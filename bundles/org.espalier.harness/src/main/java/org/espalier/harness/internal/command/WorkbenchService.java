package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.Plugin;
import org.espalier.core.Progress;
import org.espalier.harness.Comparison;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.ComparisonRun;
import org.espalier.harness.internal.run.ResultFiles;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The workbench as a service: hands each kind of work to the class that does it. */
@Component
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=RECORDER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=READER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=ADAPTER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=POLICY)", effective = "active")
public final class WorkbenchService implements Workbench {
  private final Plugins plugins;

  @Activate
  public WorkbenchService(BundleContext context) {
    plugins = new Plugins(context);
  }

  @Deactivate
  void deactivate() {
    plugins.close();
  }

  @Override
  public List<PluginInfo> plugins() {
    return plugins.list();
  }

  @Override
  public Comparison compare(Experiment experiment, Path out, Progress progress) {
    ResultFiles written = new ComparisonRun(experiment, plugins, out, progress).run();
    return new Comparison(written.results(), written.files());
  }

  @Override
  public Work.Recorded record(Work.RecordRequest work, Progress progress) {
    return new RecordWork(plugins).run(work, progress);
  }

  @Override
  public Work.Intervened intervene(Work.InterveneRequest work, Progress progress) {
    return new InterveneWork(plugins).run(work, progress);
  }

  @Override
  public Work.Estimated estimate(Work.EstimateRequest work, Progress progress) {
    return new EstimateWork(plugins).run(work, progress);
  }

  @Override
  public Work.Pruned prune(Work.PruneRequest work, Progress progress) {
    return new PruneWork(plugins).run(work, progress);
  }

  @Override
  public Work.Evaluated evaluate(Work.EvaluateRequest work, Progress progress) {
    return new EvaluateWork(plugins).run(work, progress);
  }
}
