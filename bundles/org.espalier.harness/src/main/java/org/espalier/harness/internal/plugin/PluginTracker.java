package org.espalier.harness.internal.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.Suggestions;
import org.espalier.harness.PluginInfo;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the services of one type as they come and go, and leases them to cells.
 *
 * <p>A service that is being unregistered is not leased again, and its bundle waits until the cells
 * that hold it are done: a cell ends with the service that it began with, its classes still
 * loadable, whatever is updated meanwhile.
 */
public final class PluginTracker<T> implements AutoCloseable {
  /** How long a stopping bundle waits for cells; after that they may fail, but nothing hangs. */
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** How long a cell waits for a plugin that is being updated. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How often a wait asks whether it is still wanted. */
  private static final long GLANCE_MILLIS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(PluginTracker.class);

  private final String kind;
  private final Class<T> type;
  private final Guard guard;
  private final BundleContext context;
  private final Object lock = new Object();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Departure> departures = new HashMap<>();
  private final ServiceTracker<T, Entry> tracker;

  /**
   * @param type the service's interface
   * @param kind what errors call such a plugin
   * @param guard makes the calls
   */
  PluginTracker(BundleContext context, Class<T> type, String kind, Guard guard) {
    this.kind = kind;
    this.type = type;
    this.guard = guard;
    this.context = context;
    this.tracker = new ServiceTracker<>(context, type, new Customizer());
    tracker.open();
  }

  String kind() {
    return kind;
  }

  /** What is installed, by id; nothing is instantiated. */
  public List<PluginInfo> list() {
    synchronized (lock) {
      return entries.stream()
          .map(Entry::describe)
          .sorted(Comparator.comparing(PluginInfo::id))
          .toList();
    }
  }

  /** The plugin of a name. */
  public Optional<PluginInfo> find(String id) {
    return list().stream().filter(i -> i.id().equals(id)).findFirst();
  }

  /**
   * The plugin of a name. One that is being updated is waited for as in {@link #lease}; one that
   * has never been here, or is gone for longer, is not.
   *
   * @throws IllegalArgumentException if there is none; the line names the nearest
   */
  public PluginInfo require(String id) {
    synchronized (lock) {
      long over = System.nanoTime() - PATIENCE.toNanos();
      await(() -> deadline(i -> i.id().equals(id), over), () -> find(id).isPresent());
      return find(id)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      Suggestions.unknown(kind, id, list().stream().map(PluginInfo::id).toList())));
    }
  }

  /**
   * Leases the service of a name, the highest ranked if there are several.
   *
   * <p>Waits {@link #PATIENCE} for one that is being updated, from when its last cell is done.
   *
   * @param progress asked while waiting
   * @throws PluginGoneException if it doesn't come back in time
   * @throws CancelledException if the wait is cancelled
   * @throws EspalierException if it is there but can't be made
   */
  public Lease<T> lease(String id, Progress progress) {
    return lease(i -> i.id().equals(id), kind + " " + id, progress);
  }

  /** Leases the highest ranked service. */
  public Lease<T> leaseAny(Progress progress) {
    return lease(i -> true, kind, progress);
  }

  /**
   * Waits, while plugins are being updated, until others are installed than were seen.
   *
   * @return whether they are; false at once if nothing is being updated
   */
  public boolean awaitOthers(List<PluginInfo> seen, Progress progress) {
    BooleanSupplier areThere =
        () -> {
          progress.check();
          return !ids(list()).equals(ids(seen));
        };
    synchronized (lock) {
      return await(() -> deadline(i -> true, System.nanoTime() - PATIENCE.toNanos()), areThere);
    }
  }

  private static List<String> ids(List<PluginInfo> plugins) {
    return plugins.stream().map(PluginInfo::id).toList();
  }

  /** Names of the plugins that were there and have not come back, in order. */
  public List<String> gone() {
    synchronized (lock) {
      return departures.keySet().stream().sorted().toList();
    }
  }

  /** Why plugins are quarantined, by id. */
  Map<String, String> quarantined() {
    synchronized (lock) {
      Map<String, String> reasons = new TreeMap<>();
      for (Entry entry : entries) {
        if (entry.record.isQuarantined()) {
          reasons.put(entry.info.id(), entry.record.reason());
        }
      }
      return reasons;
    }
  }

  /** Gives plugins of an id another chance; how many were quarantined. */
  int lift(String id) {
    synchronized (lock) {
      int lifted = 0;
      for (Entry entry : entries) {
        if (entry.info.id().equals(id) && entry.record.isQuarantined()) {
          entry.record.lift();
          lifted++;
        }
      }
      return lifted;
    }
  }

  private Lease<T> lease(Predicate<PluginInfo> wanted, String what, Progress progress) {
    while (true) {
      Entry entry = reserve(wanted, what, progress);
      // Outside the lock: this may instantiate a component, which may wait for other threads.
      T service = context.getService(entry.reference);
      if (service != null) {
        return new Held(entry, service);
      }
      entry.release();
      requireGone(entry, what);
    }
  }

  /** A service that can't be had while it is registered would be asked for without end. */
  private void requireGone(Entry entry, String what) {
    synchronized (lock) {
      if (entries.contains(entry)) {
        throw new EspalierException(what + " can't be made; the log tells why");
      }
    }
  }

  private Entry reserve(Predicate<PluginInfo> wanted, String what, Progress progress) {
    long asked = System.nanoTime();
    BooleanSupplier isThere =
        () -> {
          progress.check();
          return first(wanted).isPresent();
        };
    synchronized (lock) {
      if (!await(() -> deadline(wanted, asked), isThere)) {
        throw new PluginGoneException(
            what + " is not there (any more): its bundle was stopped, removed or not installed");
      }
      Entry entry = first(wanted).orElseThrow();
      if (entry.record.isQuarantined()) {
        throw new EspalierException(entry.record.reason());
      }
      entry.leases++;
      return entry;
    }
  }

  /**
   * Patience counts from when a plugin was gone, so that a run waits for it once and not in every
   * cell; while its last cells hold its bundle it can't come back, and that time doesn't count.
   */
  private long deadline(Predicate<PluginInfo> wanted, long asked) {
    long from =
        departures.values().stream()
            .filter(d -> wanted.test(d.info))
            .mapToLong(d -> d.draining ? System.nanoTime() : d.since)
            .max()
            .orElse(asked);
    return from + PATIENCE.toNanos();
  }

  private Optional<Entry> first(Predicate<PluginInfo> wanted) {
    return entries.stream()
        .filter(e -> wanted.test(e.info))
        .min(Comparator.comparing(e -> e.record.isQuarantined())); // else the highest ranked
  }

  /** Waits until a condition holds, with the lock; false if the deadline comes first. */
  private boolean await(LongSupplier deadline, BooleanSupplier holds) {
    try {
      while (!holds.getAsBoolean()) {
        long millis = (deadline.getAsLong() - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        lock.wait(Math.min(millis, GLANCE_MILLIS));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    tracker.close();
  }

  private final class Customizer implements ServiceTrackerCustomizer<T, Entry> {
    @Override
    public Entry addingService(ServiceReference<T> reference) {
      Entry entry = new Entry(reference, PluginInfo.of(kind, reference));
      synchronized (lock) {
        entries.add(entry);
        departures.remove(entry.info.id());
        entries.sort((a, b) -> b.reference.compareTo(a.reference));
        lock.notifyAll();
      }
      return entry;
    }

    @Override
    public void modifiedService(ServiceReference<T> reference, Entry entry) {
      synchronized (lock) {
        entry.info = PluginInfo.of(kind, reference);
      }
    }

    /** Runs on the thread that stops the bundle, which is why waiting here keeps the bundle. */
    @Override
    public void removedService(ServiceReference<T> reference, Entry entry) {
      long deadline = System.nanoTime() + DRAIN.toNanos();
      synchronized (lock) {
        entries.remove(entry);
        departures.put(entry.info.id(), new Departure(entry.info, true, deadline));
        if (!await(() -> deadline, () -> entry.leases == 0)) {
          LOG.warn("{} {} left while {} cells use it", kind, entry.info.id(), entry.leases);
        }
        departures.put(entry.info.id(), new Departure(entry.info, false, System.nanoTime()));
        lock.notifyAll();
      }
    }
  }

  /**
   * A plugin that is no longer there.
   *
   * @param draining whether cells may still hold it
   * @param since when the last let go of it
   */
  private record Departure(PluginInfo info, boolean draining, long since) {}

  private final class Entry {
    private final ServiceReference<T> reference;
    private final CallRecord record;
    private PluginInfo info;
    private int leases;

    Entry(ServiceReference<T> reference, PluginInfo info) {
      this.reference = reference;
      this.info = info;
      this.record = new CallRecord(kind + " " + info.id(), guard.limits().failures());
    }

    PluginInfo describe() {
      PluginInfo now = PluginInfo.of(kind, reference);
      return record.isQuarantined() ? now.quarantined() : now;
    }

    void release() {
      synchronized (lock) {
        leases--;
        lock.notifyAll();
      }
    }
  }

  private final class Held implements Lease<T> {
    private final Entry entry;
    private final PluginInfo info;
    private @org.jspecify.annotations.Nullable T service;

    Held(Entry entry, T service) {
      this.entry = entry;
      this.info = entry.info;
      this.service = GuardedCalls.service(type, service, guard, entry.record);
    }

    @Override
    public T service() {
      if (service == null) {
        throw new IllegalStateException("the lease of " + info.id() + " is over");
      }
      return service;
    }

    @Override
    public PluginInfo info() {
      return info;
    }

    @Override
    public void accepted() {
      entry.record.accepted();
    }

    @Override
    public BrokenPluginException failed(String cause) {
      return entry.record.failed(cause, null);
    }

    @Override
    public void close() {
      if (service != null) {
        service = null;
        context.ungetService(entry.reference);
        entry.release();
      }
    }
  }
}
