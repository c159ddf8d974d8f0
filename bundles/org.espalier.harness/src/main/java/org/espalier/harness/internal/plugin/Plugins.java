package org.espalier.harness.internal.plugin;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.result.ResultWriter;
import org.osgi.framework.BundleContext;

/** Every service that the harness works with, found when needed. */
public final class Plugins implements AutoCloseable {
  private final PluginTracker<TrajectoryRecorder> recorders;
  private final PluginTracker<TrajectoryReader> readers;
  private final PluginTracker<CausalityEstimator> estimators;
  private final PluginTracker<PruningPolicy> policies;
  private final PluginTracker<ModelAdapter> adapters;
  private final PluginTracker<ResultWriter> writers;

  public Plugins(BundleContext context) {
    recorders = new PluginTracker<>(context, TrajectoryRecorder.class, "recorder");
    readers = new PluginTracker<>(context, TrajectoryReader.class, "reader");
    estimators = new PluginTracker<>(context, CausalityEstimator.class, "estimator");
    policies = new PluginTracker<>(context, PruningPolicy.class, "policy");
    adapters = new PluginTracker<>(context, ModelAdapter.class, "adapter");
    writers = new PluginTracker<>(context, ResultWriter.class, "writer");
  }

  public PluginTracker<TrajectoryRecorder> recorders() {
    return recorders;
  }

  public PluginTracker<TrajectoryReader> readers() {
    return readers;
  }

  public PluginTracker<CausalityEstimator> estimators() {
    return estimators;
  }

  public PluginTracker<PruningPolicy> policies() {
    return policies;
  }

  public PluginTracker<ModelAdapter> adapters() {
    return adapters;
  }

  public PluginTracker<ResultWriter> writers() {
    return writers;
  }

  /** Recorders, estimators, policies and adapters, in this order. */
  public List<PluginInfo> list() {
    List<PluginInfo> all = new ArrayList<>(recorders.list());
    all.addAll(estimators.list());
    all.addAll(policies.list());
    all.addAll(adapters.list());
    return all;
  }

  /**
   * Leases the first adapter, by id, that supports a source. If none does, one that is being
   * updated may be it, and is waited for.
   *
   * @throws PluginGoneException if none does, but one has left that may have
   * @throws EspalierException if none does
   */
  public Lease<ModelAdapter> leaseAdapter(ModelSource source, Progress progress) {
    List<PluginInfo> installed;
    do {
      installed = adapters.list();
      if (installed.isEmpty()) {
        adapters.leaseAny(progress).close(); // waits for one
      }
      for (PluginInfo info : installed) {
        Lease<ModelAdapter> lease = adapters.lease(info.id(), progress);
        if (lease.service().supports(source)) {
          return lease;
        }
        lease.close();
      }
    } while (adapters.awaitOthers(installed, progress));
    throw unsupported(name(source), ids(installed));
  }

  private EspalierException unsupported(String what, String installed) {
    List<String> gone = adapters.gone();
    if (gone.isEmpty()) {
      return new EspalierException(
          "no installed adapter opens " + what + "; installed: " + installed);
    }
    return new PluginGoneException(
        "no adapter that is there opens %s; %s is not there (any more), only %s: start its bundle"
            .formatted(what, String.join(", ", gone), installed));
  }

  private static String name(ModelSource source) {
    return source instanceof ModelSource.File file
        ? file.path().toString()
        : ((ModelSource.New) source).architecture().name();
  }

  private static String ids(List<PluginInfo> plugins) {
    return String.join(", ", plugins.stream().map(PluginInfo::id).toList());
  }

  @Override
  public void close() {
    recorders.close();
    readers.close();
    estimators.close();
    policies.close();
    adapters.close();
    writers.close();
  }
}
