package org.espalier.itest;

import java.io.ByteArrayInputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.ListenerHook;

/**
 * Updates one bundle again and again, and measures how long the whole update takes and how long the
 * swap: the update without the time for which a cell held the service while it was being
 * unregistered.
 *
 * <p>That time begins when the event that tells of it is about to be delivered, seen by a hook, and
 * ends when another bundle was last seen to use the service, by a thread that looks every {@link
 * #LOOK_NANOS}; so a swap is measured as longer than it is, by that much at most.
 */
final class SwapMeter implements AutoCloseable {
  private static final long LOOK_NANOS = 250_000;

  private final Bundle bundle;
  private final String prefix;
  private final SwapTimeline timeline;
  private final ServiceRegistration<EventListenerHook> hook;
  private final List<WeakReference<ClassLoader>> old = new ArrayList<>();
  private final List<Double> whole = new ArrayList<>();
  private final List<Double> swaps = new ArrayList<>();
  private volatile long leaving;
  private volatile long registered;
  private volatile long lastUsed;
  private int waited;
  private int number;

  /**
   * @param prefix of the versions; the number of the update follows
   */
  SwapMeter(BundleContext context, Bundle bundle, String prefix, SwapTimeline timeline) {
    this.bundle = bundle;
    this.prefix = prefix;
    this.timeline = timeline;
    timeline.arrived(bundle);
    this.hook = context.registerService(EventListenerHook.class, new Hook(), null);
  }

  /** Is told before anybody else is, whatever the order of the listeners. */
  private final class Hook implements EventListenerHook {
    @Override
    public void event(
        ServiceEvent event, Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners) {
      ServiceReference<?> reference = event.getServiceReference();
      if (reference.getBundle() == bundle && isPlugin(reference)) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
          leaving = System.nanoTime();
        } else if (event.getType() == ServiceEvent.REGISTERED) {
          timeline.arrived(bundle);
          registered = System.nanoTime();
        }
      }
    }
  }

  private static boolean isPlugin(ServiceReference<?> reference) {
    return reference.getProperty("espalier.id") != null;
  }

  String name() {
    return bundle.getSymbolicName();
  }

  int updates() {
    return number;
  }

  /** Updates to the next version. */
  void update() throws Exception {
    byte[] jar = UpdatedBundle.withVersion(bundle, prefix + ++number);
    ServiceReference<?> reference =
        Arrays.stream(Objects.requireNonNull(bundle.getRegisteredServices(), "no services"))
            .filter(SwapMeter::isPlugin)
            .findFirst()
            .orElseThrow();
    old.add(UpdatedBundle.loader(bundle));
    leaving = 0;
    registered = 0;
    lastUsed = 0;
    Thread watcher = new Thread(() -> watch(reference), "swap-watcher");
    watcher.start();
    long start = System.nanoTime();
    bundle.update(new ByteArrayInputStream(jar));
    long end = System.nanoTime();
    watcher.interrupt();
    watcher.join();
    if (registered == 0 || leaving == 0) {
      throw new AssertionError("the service of " + bundle + " was not registered again in time");
    }
    long wait = Math.max(0, lastUsed - leaving);
    waited += wait > 0 ? 1 : 0;
    whole.add((end - start) / 1e6);
    swaps.add((end - start - wait) / 1e6);
  }

  private void watch(ServiceReference<?> reference) {
    while (!Thread.interrupted()) {
      if (reference.getUsingBundles() != null) {
        lastUsed = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** How many old class loaders are not collected. */
  long held() {
    return old.stream().filter(loader -> loader.get() != null).count();
  }

  /** A row of Markdown: times in milliseconds. */
  String row() {
    return "| `%s` | %d | %d | %s | %s | %d |"
        .formatted(name(), number, waited, times(whole), times(swaps), held());
  }

  double medianSwap() {
    return quantile(swaps, 0.5);
  }

  private static String times(List<Double> millis) {
    return "%.1f | %.1f | %.1f"
        .formatted(quantile(millis, 0.5), quantile(millis, 0.95), quantile(millis, 1));
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  @Override
  public void close() {
    hook.unregister();
  }
}
