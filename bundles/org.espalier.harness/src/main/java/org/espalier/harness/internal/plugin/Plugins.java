package org.espalier.harness.internal.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.result.ResultReader;
import org.espalier.harness.result.ResultWriter;
import org.osgi.framework.BundleContext;

/** Every service that the harness works with, found when needed. */
public final class Plugins implements AutoCloseable {
  private final Guard guard;
  private final PluginTracker<TrajectoryRecorder> recorders;
  private final PluginTracker<TrajectoryReader> readers;
  private final PluginTracker<CausalityEstimator> estimators;
  private final PluginTracker<PruningPolicy> policies;
  private final PluginTracker<ModelAdapter> adapters;
  private final PluginTracker<ResultWriter> writers;
  private final PluginTracker<ResultReader> resultReaders;

  /** Every plugin in the usual limits. */
  public Plugins(BundleContext context) {
    this(context, CallLimits.DEFAULT);
  }

  public Plugins(BundleContext context, CallLimits limits) {
    guard = new Guard(limits);
    recorders = new PluginTracker<>(context, TrajectoryRecorder.class, "recorder", guard);
    readers = new PluginTracker<>(context, TrajectoryReader.class, "reader", guard);
    estimators = new PluginTracker<>(context, CausalityEstimator.class, "estimator", guard);
    policies = new PluginTracker<>(context, PruningPolicy.class, "policy", guard);
    adapters = new PluginTracker<>(context, ModelAdapter.class, "adapter", guard);
    writers = new PluginTracker<>(context, ResultWriter.class, "writer", guard);
    resultReaders = new PluginTracker<>(context, ResultReader.class, "reader of results", guard);
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

  public PluginTracker<ResultReader> resultReaders() {
    return resultReaders;
  }

  /** Recorders, estimators, policies and adapters, in this order. */
  public List<PluginInfo> list() {
    List<PluginInfo> all = new ArrayList<>(recorders.list());
    all.addAll(estimators.list());
    all.addAll(policies.list());
    all.addAll(adapters.list());
    return all;
  }

  /** Why plugins are quarantined, by kind and id. */
  public Map<String, String> quarantined() {
    Map<String, String> reasons = new TreeMap<>();
    for (PluginTracker<?> tracker : trackers()) {
      tracker.quarantined().forEach((id, reason) -> reasons.put(tracker.kind() + " " + id, reason));
    }
    return reasons;
  }

  /** Gives plugins of an id another chance; how many were quarantined. */
  public int lift(String id) {
    return trackers().stream().mapToInt(tracker -> tracker.lift(id)).sum();
  }

  private List<PluginTracker<?>> trackers() {
    return List.of(recorders, readers, estimators, policies, adapters, writers, resultReaders);
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
        if (info.isQuarantined()) {
          continue; // another may open it, too
        }
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
    Collection<String> quarantined = adapters.quarantined().values();
    if (!quarantined.isEmpty()) {
      return new EspalierException(
          "no adapter opens " + what + ": " + String.join("; ", quarantined));
    }
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
    resultReaders.close();
    guard.close();
  }
}
