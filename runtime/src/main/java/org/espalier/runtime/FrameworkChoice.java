package org.espalier.runtime;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.slf4j.LoggerFactory;

/**
 * The OSGi framework on the class path, as {@link FrameworkFactory} is looked up by OSGi Core 8,
 * section 10.2.1, and all the properties that it is started with.
 *
 * <p>Where there are several, Felix is taken, or the one whose factory's name begins with the
 * system property {@code espalier.framework}, such as {@code org.eclipse.osgi}.
 */
final class FrameworkChoice {
  private static final String CONFIGURATIONS = ".*\\.(cfg|config)";

  private static final String CHOICE = "espalier.framework";
  private static final String FELIX = "org.apache.felix.framework";

  /** The earlier interface that the manifest of slf4j 2.0 exports too. */
  private static final String EARLIER_SLF4J = ";version=\"1.7.36\"";

  private FrameworkChoice() {}

  /**
   * The framework, not yet initialised.
   *
   * @throws LaunchException if there is none on the class path, or not the wanted one
   */
  static Framework create(Path home, Path cache) {
    FrameworkFactory factory = factory();
    Map<String, Object> properties = properties(home, cache);
    if (isFrom(factory, FELIX)) {
      addFelix(properties);
    } else {
      addEquinox(properties);
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // Felix takes its logger as an object
    Framework framework = factory.newFramework((Map) properties);
    return framework;
  }

  private static FrameworkFactory factory() {
    List<FrameworkFactory> factories =
        ServiceLoader.load(FrameworkFactory.class, FrameworkChoice.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    String wanted = System.getProperty(CHOICE);
    if (factories.isEmpty()) {
      throw new LaunchException("no OSGi framework on the class path; put Felix or Equinox there");
    }
    for (FrameworkFactory factory : factories) {
      if (isFrom(factory, wanted == null ? FELIX : wanted)) {
        return factory;
      }
    }
    if (wanted != null) {
      throw notThere(wanted, factories);
    }
    return factories.get(0);
  }

  private static LaunchException notThere(String wanted, List<FrameworkFactory> factories) {
    return new LaunchException(
        "no OSGi framework %s on the class path, only %s; correct -D%s"
            .formatted(
                wanted,
                factories.stream()
                    .map(factory -> factory.getClass().getName())
                    .collect(Collectors.joining(", ")),
                CHOICE));
  }

  private static boolean isFrom(FrameworkFactory factory, String name) {
    return factory.getClass().getName().startsWith(name);
  }

  private static Map<String, Object> properties(Path home, Path cache) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, cache.toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, loggingPackages());
    properties.put("espalier.home", home.toString()); // where the commands find experiments
    properties.put("gosh.home", home.toString()); // where Gogo finds etc/gosh_profile
    watchConfigurations(properties, home, cache);
    return properties;
  }

  /**
   * Has FileInstall hand {@code etc/PID.cfg} to Configuration Admin, what is there already before
   * the first component is made.
   */
  private static void watchConfigurations(Map<String, Object> properties, Path home, Path cache) {
    String folder = home.resolve("etc").toString();
    if (folder.indexOf(',') >= 0) { // it would take the parts for folders
      if (hasConfigurations(home.resolve("etc"))) {
        LoggerFactory.getLogger(FrameworkChoice.class)
            .warn("the configurations in {} are not read: its name has a comma", folder);
      }
      folder = cache.resolve("etc").toString();
    }
    String prefix = "felix.fileinstall.";
    properties.put(prefix + "dir", folder);
    properties.put(prefix + "filter", CONFIGURATIONS);
    properties.put(prefix + "noInitialDelay", "true");
    properties.put(prefix + "poll", "1000");
    properties.put(prefix + "subdir.mode", "skip");
    properties.put(prefix + "disableNio2", "true"); // looks itself: not every file system tells
    properties.put(prefix + "enableConfigSave", "false");
    properties.put(prefix + "tmpdir", cache.resolve("fileinstall").toString());
  }

  private static boolean hasConfigurations(Path folder) {
    String[] names = folder.toFile().list();
    return names != null && Arrays.stream(names).anyMatch(name -> name.matches(CONFIGURATIONS));
  }

  /** The launcher's slf4j, for the bundles that log; 2.x takes callers of 1.7, as its own does. */
  private static String loggingPackages() {
    String version = LoggerFactory.class.getPackage().getImplementationVersion();
    String exported = version == null ? "" : ";version=\"" + version + "\"";
    return Stream.concat(
            Stream.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")
                .map(name -> name + exported),
            Stream.of("org.slf4j", "org.slf4j.helpers").map(name -> name + EARLIER_SLF4J))
        .collect(Collectors.joining(","));
  }

  private static void addFelix(Map<String, Object> properties) {
    FrameworkLog log = new FrameworkLog();
    properties.put("felix.log.logger", log);
    properties.put("felix.log.level", log.level());
    properties.put("felix.cache.locking", "false"); // nobody else knows the folder
  }

  private static void addEquinox(Map<String, Object> properties) {
    // As in every other framework, packages that a bundle doesn't import are not there for it.
    properties.put("osgi.compatibility.bootdelegation", "false");
    properties.put("osgi.locking", "none"); // nobody else knows the folder
  }
}
