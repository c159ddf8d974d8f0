package org.espalier.shell.internal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.espalier.harness.Comparisons;
import org.espalier.harness.Landscape;
import org.espalier.harness.Workbench;
import org.espalier.harness.experiment.ExperimentFolder;
import org.osgi.framework.BundleContext;

/**
 * What one call of a command works with.
 *
 * @param workbench does the work on single models
 * @param comparisons runs the others
 * @param landscape looks around single models
 * @param out for what was asked
 * @param err for progress and errors
 * @param interrupted whether the user wants it to stop
 * @param experiments those in the box
 * @param tools to look after plugins
 */
record Session(
    Workbench workbench,
    Comparisons comparisons,
    Landscape landscape,
    PrintStream out,
    PrintStream err,
    BooleanSupplier interrupted,
    ExperimentFolder experiments,
    PluginTools tools) {
  /** The launcher's property for the folder of the distribution. */
  private static final String HOME = "espalier.home";

  /** The experiments of the distribution that a framework runs from; none outside of one. */
  static ExperimentFolder experiments(BundleContext context) {
    String home = context.getProperty(HOME);
    return ExperimentFolder.of(Path.of(home == null ? "" : home));
  }
}
