package org.espalier.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Has FileInstall watch the plugin folder, if there is one. */
@Component(
    service = {},
    immediate = true)
public final class FolderWatch {
  private static final String PID = "org.apache.felix.fileinstall";
  private static final String PREFIX = "felix.fileinstall.";

  private final Optional<Configuration> configuration;

  /**
   * @param installer must be there before FileInstall finds the first jar
   */
  @Activate
  public FolderWatch(
      @Reference ConfigurationAdmin admin,
      @Reference(target = "(component.name=org.espalier.deploy.internal.FolderDeployment)")
          ArtifactInstaller installer,
      BundleContext context)
      throws IOException {
    Path folder = Folders.of(context).plugins();
    if (Files.isDirectory(folder)) {
      Configuration watch = admin.getFactoryConfiguration(PID, "espalier-plugins", "?");
      watch.update(properties(folder, context));
      configuration = Optional.of(watch);
    } else {
      configuration = Optional.empty();
    }
  }

  private static Dictionary<String, Object> properties(Path folder, BundleContext context) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put(PREFIX + "dir", folder.toString());
    properties.put(PREFIX + "filter", ".*\\.jar");
    properties.put(PREFIX + "poll", "1000");
    properties.put(PREFIX + "noInitialDelay", "true");
    properties.put(PREFIX + "subdir.mode", "skip");
    properties.put(PREFIX + "disableNio2", "true"); // looks itself: not every file system tells
    properties.put(PREFIX + "tmpdir", context.getDataFile("fileinstall").toString());
    return FrameworkUtil.asDictionary(properties);
  }

  @Deactivate
  public void close() throws IOException {
    if (configuration.isPresent()) {
      try {
        configuration.get().delete();
      } catch (IllegalStateException e) {
        // Configuration Admin has left before, and its configurations with it.
      }
    }
  }
}
