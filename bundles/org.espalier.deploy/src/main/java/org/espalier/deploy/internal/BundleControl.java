package org.espalier.deploy.internal;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.espalier.core.EspalierException;
import org.espalier.core.Suggestions;
import org.espalier.deploy.UnmetRequirements;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, updates, starts and stops the bundles of plugins, and nothing else. */
final class BundleControl {
  private static final Logger LOG = LoggerFactory.getLogger(BundleControl.class);
  private static final String LOCATION = "espalier-plugin:";
  private static final long REFRESH_SECONDS = 70; // longer than a bundle waits for running cells

  private final BundleContext context;
  private final Map<String, Bundle> bundles = new TreeMap<>();
  private final Map<String, String> problems = new TreeMap<>();

  BundleControl(BundleContext context) {
    this.context = context;
  }

  ApiPackages api() {
    return ApiPackages.of(context);
  }

  /**
   * Installs a bundle, or updates it, and starts it.
   *
   * @throws EspalierException if the framework refuses it
   */
  synchronized void install(String name, InputStream content) {
    Bundle bundle = bundles.get(name);
    try {
      if (bundle == null) {
        bundle = context.installBundle(LOCATION + name, content);
        bundles.put(name, bundle);
      } else {
        bundle.update(content);
        refresh(bundle);
      }
    } catch (BundleException e) {
      throw new EspalierException("the bundle " + name + " is refused: " + reason(e), e);
    }
    start(bundle);
  }

  synchronized void uninstall(String name) {
    Bundle bundle = bundles.remove(name);
    problems.remove(name);
    if (bundle != null) {
      try {
        bundle.uninstall();
        refresh(bundle);
      } catch (BundleException e) {
        throw new EspalierException("the bundle " + name + " can't be removed: " + reason(e), e);
      }
    }
  }

  /** Tries those again that couldn't be started: what they lack may have come. */
  synchronized void startWaiting() {
    for (String name : List.copyOf(problems.keySet())) {
      Bundle bundle = bundles.get(name);
      if (bundle != null) {
        start(bundle);
      }
    }
  }

  private void start(Bundle bundle) {
    String name = bundle.getSymbolicName();
    String before = problems.remove(name);
    if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
      return;
    }
    try {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException e) {
      String line = unmet(bundle).orElse("can't be started: " + reason(e));
      if (!line.equals(before)) {
        LOG.warn("the bundle {} {} {}", name, bundle.getVersion(), line);
      }
      problems.put(name, line);
    }
  }

  /** What a bundle lacks to be resolved, if it is that. */
  private Optional<String> unmet(Bundle bundle) {
    return UnmetRequirements.of(context).stream()
        .filter(p -> p.subject().startsWith("the bundle " + bundle.getSymbolicName() + " "))
        .map(p -> p.cause())
        .reduce((a, b) -> a + "; " + b);
  }

  /**
   * Lets other plugins that use packages of a bundle see its new ones. Bundles that are no plugins
   * are left alone, whatever they use.
   */
  private void refresh(Bundle bundle) {
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    Collection<Bundle> all = wiring.getDependencyClosure(List.of(bundle));
    if (all.size() < 2) {
      return; // the framework does it by itself
    }
    List<Bundle> others =
        all.stream().filter(b -> b != bundle && !b.getLocation().startsWith(LOCATION)).toList();
    if (!others.isEmpty()) {
      LOG.warn("{} is used by {}, which keep its old classes", bundle, others);
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    wiring.refreshBundles(List.of(bundle), event -> done.countDown());
    try {
      if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the plugins that use {} are still being refreshed", bundle);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isActive(String name) {
    Bundle bundle = bundle(name);
    return bundle != null && (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
  }

  /** Why the bundle of a plugin isn't started; empty if it is or if it was stopped by hand. */
  synchronized String problem(String name) {
    return problems.getOrDefault(name, "");
  }

  /** Starts a bundle by hand. */
  void startByHand(String name) {
    Bundle bundle = require(name);
    synchronized (this) {
      problems.remove(name);
    }
    try {
      bundle.start();
    } catch (BundleException e) {
      throw new EspalierException(
          "the bundle %s %s can't be started: %s"
              .formatted(bundle.getSymbolicName(), bundle.getVersion(), reason(e)),
          e);
    }
  }

  /** Stops a bundle by hand. */
  void stopByHand(String name) {
    Bundle bundle = require(name);
    boolean bringsPlugins =
        !bundle
            .adapt(BundleRevision.class)
            .getDeclaredCapabilities(org.espalier.core.Plugin.NAMESPACE)
            .isEmpty();
    if (!bringsPlugins && !bundle.getLocation().startsWith(LOCATION)) {
      throw new IllegalArgumentException(
          name + " brings no plugins; others can't do without it, so that it isn't stopped here");
    }
    try {
      bundle.stop();
    } catch (BundleException e) {
      throw new EspalierException("the bundle " + name + " can't be stopped: " + reason(e), e);
    }
  }

  private Bundle require(String name) {
    Bundle bundle = bundle(name);
    if (bundle == null) {
      List<String> known = new ArrayList<>();
      for (Bundle other : context.getBundles()) {
        known.add(String.valueOf(other.getSymbolicName()));
      }
      throw new IllegalArgumentException(Suggestions.unknown("bundle", name, known));
    }
    return bundle;
  }

  private @Nullable Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(b -> name.equals(b.getSymbolicName()))
        .findFirst()
        .orElse(null);
  }

  private static String reason(BundleException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return (cause == e ? String.valueOf(e.getMessage()) : cause.toString())
        .strip()
        .replaceAll("\\s*\\R\\s*", "; ");
  }
}
