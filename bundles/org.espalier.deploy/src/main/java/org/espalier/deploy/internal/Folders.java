package org.espalier.deploy.internal;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/**
 * Where plugins and their trust are: in the folder of the distribution, or where framework
 * properties say.
 *
 * @param plugins {@code espalier.plugins}, or {@code plugins} of the distribution
 * @param trustedPlugins {@code espalier.trusted}, or {@code etc/trusted-plugins} of it
 */
record Folders(Path plugins, Path trustedPlugins) {
  private static final String HOME = "espalier.home";
  private static final String PLUGINS = "espalier.plugins";
  private static final String TRUSTED = "espalier.trusted";

  static Folders of(BundleContext context) {
    String home = context.getProperty(HOME);
    Path base = Path.of(home == null ? "espalier" : home).toAbsolutePath();
    return new Folders(
        given(context.getProperty(PLUGINS), base.resolve("plugins")),
        given(context.getProperty(TRUSTED), base.resolve("etc").resolve("trusted-plugins")));
  }

  private static Path given(@org.jspecify.annotations.Nullable String property, Path otherwise) {
    return property == null ? otherwise : Path.of(property).toAbsolutePath();
  }
}
