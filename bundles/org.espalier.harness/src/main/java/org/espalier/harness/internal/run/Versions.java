package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Provenance;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** What made a result. */
final class Versions {
  private static final String THEN = ", then ";

  private Versions() {}

  /** Version of this bundle, or {@code unknown} outside a framework. */
  static String espalier() {
    Bundle bundle = FrameworkUtil.getBundle(Versions.class);
    return bundle == null ? "unknown" : bundle.getVersion().toString();
  }

  /** Every bundle in the framework by symbolic name, or the plugins' where there is none. */
  static Map<String, String> all(Plugins plugins) {
    Map<String, String> versions = new TreeMap<>();
    for (PluginInfo plugin : plugins.list()) {
      versions.put(plugin.bundle(), plugin.version());
    }
    Bundle bundle = FrameworkUtil.getBundle(Versions.class);
    BundleContext context = bundle == null ? null : bundle.getBundleContext();
    if (context != null) {
      for (Bundle other : context.getBundles()) {
        versions.put(other.getSymbolicName(), other.getVersion().toString());
      }
    }
    return versions;
  }

  /** What was of another version when results were made, or on another machine, a phrase each. */
  static List<String> changes(Provenance earlier, Plugins plugins) {
    List<String> changes = new ArrayList<>();
    addChanges(earlier.versions(), all(plugins), changes);
    Map<String, String> machine = machine();
    machine.remove("processors"); // no number depends on it
    addChanges(earlier.machine(), machine, changes);
    return changes;
  }

  private static void addChanges(
      Map<String, String> earlier, Map<String, String> now, List<String> changes) {
    now.forEach(
        (name, version) -> {
          String before = earlier.getOrDefault(name, version);
          if (!before.equals(version)) {
            changes.add("%s was %s and is %s".formatted(name, before, version));
          }
        });
  }

  /** Versions of now, and before them those of an earlier run where they were others. */
  static Map<String, String> after(Map<String, String> earlier, Map<String, String> now) {
    Map<String, String> both = new TreeMap<>(earlier);
    now.forEach(
        (name, version) ->
            both.merge(
                name,
                version,
                (before, current) ->
                    List.of(before.split(THEN)).contains(current)
                        ? before
                        : before + THEN + current));
    return both;
  }

  /** The machine: numbers differ in their last digits from one kind to another. */
  static Map<String, String> machine() {
    Map<String, String> machine = new TreeMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    String threads = System.getenv("OMP_NUM_THREADS");
    machine.put("native threads", threads == null ? "not fixed" : threads);
    return machine;
  }
}
