package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.core.Plugin;
import org.espalier.core.Progress;
import org.espalier.harness.Comparison;
import org.espalier.harness.Comparisons;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Landscape;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Quarantine;
import org.espalier.harness.Shard;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.internal.plugin.CallLimits;
import org.espalier.harness.internal.plugin.CallProgress;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.ComparisonRun;
import org.espalier.harness.internal.run.Earlier;
import org.espalier.harness.internal.run.Merge;
import org.espalier.harness.internal.tuning.TuneRun;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The workbench as a service: hands each kind of work to the class that does it. */
@Component(name = "org.espalier.harness")
@Designate(ocd = WorkbenchService.Config.class)
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=RECORDER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=READER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=ADAPTER)", effective = "active")
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=POLICY)", effective = "active")
public final class WorkbenchService implements Workbench, Comparisons, Landscape, Quarantine {

  /** Defaults of {@link CallLimits}. */
  @ObjectClassDefinition(name = "Espalier harness")
  public @interface Config {
    @AttributeDefinition(
        description =
            "Seconds without a sign of life (a look at the progress, or the end) after which a"
                + " call of a plugin is stopped and counts as failed.")
    int silenceSeconds() default 600;

    @AttributeDefinition(
        description = "Seconds that one call of a plugin may take in all; 0 for no limit.")
    int callSeconds() default 0;

    @AttributeDefinition(
        description =
            "Seconds that an overdue call may take to stop, once when it is told to and once when"
                + " it is interrupted, before its thread is given up.")
    int graceSeconds() default 5;

    @AttributeDefinition(
        description = "Failures in a row after which a plugin is quarantined, at least 1.")
    int failuresToQuarantine() default 3;
  }

  private final Plugins plugins;

  @Activate
  public WorkbenchService(BundleContext context, Config config) {
    plugins =
        new Plugins(
            context,
            new CallLimits(
                Duration.ofSeconds(config.silenceSeconds()),
                Duration.ofSeconds(config.callSeconds()),
                Duration.ofSeconds(config.graceSeconds()),
                config.failuresToQuarantine()));
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
  public Map<String, String> reasons() {
    return plugins.quarantined();
  }

  @Override
  public void lift(String id) {
    if (plugins.lift(id) == 0) {
      throw new IllegalArgumentException(
          "no plugin '%s' is quarantined; quarantined are: %s"
              .formatted(id, reasons().isEmpty() ? "none" : String.join(", ", reasons().keySet())));
    }
  }

  @Override
  public Comparison run(Experiment experiment, Shard shard, Path out, Progress progress) {
    return new ComparisonRun(experiment, shard, plugins, out, CallProgress.of(progress)).run();
  }

  @Override
  public Optional<EarlierComparison> earlier(Path out) {
    return Earlier.comparison(plugins, out);
  }

  @Override
  public Comparison resume(Experiment experiment, Shard shard, Path out, Progress progress) {
    return new ComparisonRun(experiment, shard, plugins, out, CallProgress.of(progress)).resume();
  }

  @Override
  public Comparison merge(List<Path> parts, Path out) {
    return Merge.run(plugins, parts, out);
  }

  @Override
  public Tuned tune(TuneRequest request, Progress progress, Consumer<Trial> told) {
    return new TuneRun(request, plugins, CallProgress.of(progress), told).run();
  }

  @Override
  public Work.Recorded record(Work.RecordRequest work, Progress progress) {
    return new RecordWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Work.Intervened intervene(Work.InterveneRequest work, Progress progress) {
    return new InterveneWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Work.Estimated estimate(Work.EstimateRequest work, Progress progress) {
    return new EstimateWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Work.Pruned prune(Work.PruneRequest work, Progress progress) {
    return new PruneWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Work.Explained explain(Work.ExplainRequest work, Progress progress) {
    return new ExplainWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Work.Evaluated evaluate(Work.EvaluateRequest work, Progress progress) {
    return new EvaluateWork(plugins).run(work, CallProgress.of(progress));
  }

  @Override
  public Landscape.Measured flatness(Landscape.Request work, Progress progress) {
    return new FlatnessWork(plugins).run(work, CallProgress.of(progress));
  }
}
