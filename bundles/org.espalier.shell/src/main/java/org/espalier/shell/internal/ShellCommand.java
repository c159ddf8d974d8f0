package org.espalier.shell.internal;

import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import picocli.CommandLine.Command;

/** The interactive shell: Gogo brings the prompt by itself, this waits until it is left. */
@Command(
    name = "shell",
    description = "Opens the interactive Gogo shell, with the same commands and completion.",
    footer = {"", "Example:", "  espalier shell", "  espalier> plugins", "  espalier> exit"})
final class ShellCommand implements Callable<Integer> {
  private final BundleContext context;

  ShellCommand(BundleContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    ((Framework) context.getBundle(Constants.SYSTEM_BUNDLE_ID)).waitForStop(0);
    return 0;
  }
}
