package org.espalier.deploy.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.espalier.deploy.DeployedPlugin;
import org.espalier.deploy.PluginFolder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The plugin folder as a service, and FileInstall's way to it. What is there already is installed
 * before the activation returns, so that a command finds it; FileInstall tells what changes later.
 */
@Component(
    service = {PluginFolder.class, ArtifactInstaller.class},
    property = "service.ranking:Integer=1000", // before FileInstall's own ways with jars
    immediate = true)
public final class FolderDeployment implements PluginFolder, ArtifactInstaller {
  private final PluginBundles plugins;
  private final BundleControl control;

  @Activate
  public FolderDeployment(BundleContext context) throws IOException {
    control = new BundleControl(context);
    Folders folders = Folders.of(context);
    Path scratch = context.getDataFile("copies").toPath();
    plugins =
        new PluginBundles(
            folders.plugins(),
            new TrustList(folders.trustedPlugins()),
            control,
            Files.createDirectories(scratch));
    plugins.scan();
  }

  @Override
  public List<DeployedPlugin> plugins() {
    return plugins.list();
  }

  @Override
  public DeployedPlugin install(Path jar) {
    return plugins.add(jar);
  }

  @Override
  public void uninstall(String name) {
    plugins.delete(name);
  }

  @Override
  public void start(String name) {
    control.startByHand(name);
  }

  @Override
  public void stop(String name) {
    control.stopByHand(name);
  }

  @Override
  public boolean canHandle(File file) {
    return plugins.isOfFolder(file.toPath());
  }

  @Override
  public void install(File file) {
    plugins.changed(file.toPath());
  }

  @Override
  public void update(File file) {
    plugins.changed(file.toPath());
  }

  @Override
  public void uninstall(File file) {
    plugins.removed(file.toPath());
  }
}
