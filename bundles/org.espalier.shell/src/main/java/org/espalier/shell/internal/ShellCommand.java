package org.espalier.shell.internal;

import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import picocli.CommandLine.Command;

/**
 * The interactive shell: Gogo brings the prompt by itself, and {@link #waitUntilLeft} waits for its
 * end. That is the end of the framework, after which no class can be loaded any more, so whoever
 * waits must have nothing left to do.
 */
@Command(
    name = "shell",
    description = "Opens the interactive Gogo shell, with the same commands and completion.",
    footer = {"", "Example:", "  espalier shell", "  espalier> plugins", "  espalier> exit"})
final class ShellCommand implements Callable<Integer> {
  private final Framework framework;
  private boolean opened;

  ShellCommand(BundleContext context) {
    framework = (Framework) context.getBundle(Constants.SYSTEM_BUNDLE_ID);
  }

  @Override
  public Integer call() {
    opened = true;
    return 0;
  }

  /** Waits until the shell is left, if it was opened. */
  void waitUntilLeft() {
    if (!opened) {
      return;
    }
    try {
      framework.waitForStop(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
