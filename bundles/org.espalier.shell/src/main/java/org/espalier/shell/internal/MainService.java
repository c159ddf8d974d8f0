package org.espalier.shell.internal;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.espalier.harness.Comparisons;
import org.espalier.harness.Landscape;
import org.espalier.harness.Workbench;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the launcher calls: arguments in, exit code out; as a Runnable, it stops the command. */
@Component(
    service = {ToIntFunction.class, Runnable.class},
    property = {"espalier.main:Boolean=true", "espalier.interrupt:Boolean=true"})
public final class MainService implements ToIntFunction<String[]>, Runnable {
  private static final int SECONDS_TO_SAVE = 15;

  private final Workbench workbench;
  private final Comparisons comparisons;
  private final Landscape landscape;
  private final PluginTools tools;
  private final BundleContext context;
  private volatile boolean interrupted;
  private volatile CountDownLatch running = new CountDownLatch(0);

  @Activate
  public MainService(
      @Reference Workbench workbench,
      @Reference Comparisons comparisons,
      @Reference Landscape landscape,
      @Reference PluginTools tools,
      BundleContext context) {
    this.workbench = workbench;
    this.comparisons = comparisons;
    this.landscape = landscape;
    this.tools = tools;
    this.context = context;
  }

  @Override
  public int applyAsInt(String[] args) {
    CountDownLatch done = new CountDownLatch(1);
    running = done;
    try {
      Session session =
          new Session(
              workbench,
              comparisons,
              landscape,
              System.out,
              System.err,
              () -> interrupted,
              Session.experiments(context),
              tools);
      ShellCommand shell = new ShellCommand(context);
      int code = CommandRunner.run(CommandRunner.commandLine(session, List.of(shell)), args);
      shell.waitUntilLeft();
      return code;
    } finally {
      done.countDown();
    }
  }

  /** Asks the running command to stop, and waits until it has saved what it has. */
  @Override
  public void run() {
    interrupted = true;
    try {
      if (!running.await(SECONDS_TO_SAVE, TimeUnit.SECONDS)) {
        System.err.println("espalier: stopped before everything was saved");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
