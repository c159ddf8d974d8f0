package org.espalier.shell.internal;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;
import org.espalier.harness.Workbench;

/**
 * What one call of a command works with.
 *
 * @param workbench does the work
 * @param out for what was asked
 * @param err for progress and errors
 * @param interrupted whether the user wants it to stop
 */
record Session(
    Workbench workbench, PrintStream out, PrintStream err, BooleanSupplier interrupted) {}
