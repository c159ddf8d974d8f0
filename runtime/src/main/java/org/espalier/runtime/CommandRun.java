package org.espalier.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * One command in a framework of its own. All is put in order when the Java machine ends, be it
 * because the command is done or by Ctrl-C.
 */
final class CommandRun {
  /** Takes the arguments and gives the exit code. */
  private static final String COMMAND =
      "(&(objectClass=java.util.function.ToIntFunction)(espalier.main=true))";

  /** Asks running work to stop, and returns once results are saved. */
  private static final String INTERRUPT =
      "(&(objectClass=java.lang.Runnable)(espalier.interrupt=true))";

  private static final long COMMAND_MILLIS = 2_000;
  private static final long INTERRUPT_MILLIS = 15_000;

  private final TemporaryFolder cache = TemporaryFolder.create("espalier-");
  private volatile @Nullable EspalierFramework framework;
  private volatile boolean working;

  /**
   * Starts the framework and hands the arguments to the command service; the framework stays until
   * the Java machine ends.
   *
   * @return the command's exit code
   */
  int run(Path home, List<String> features, String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "espalier-end"));
    EspalierFramework started = EspalierFramework.start(home, features, cache.path());
    framework = started;
    ToIntFunction<String[]> command = command(started);
    Bundle provider = FrameworkUtil.getBundle(command.getClass());
    if (provider != null) {
      Thread.currentThread().setContextClassLoader(new WiredClassLoader(provider));
    }
    working = true;
    try {
      return command.applyAsInt(args);
    } finally {
      working = false;
    }
  }

  @SuppressWarnings("unchecked") // the contract of espalier.main
  private static ToIntFunction<String[]> command(EspalierFramework framework) {
    Object service = service(framework.bundleContext(), COMMAND, COMMAND_MILLIS);
    if (service == null) {
      List<String> problems = framework.problems();
      throw new LaunchException(
          "no bundle provides the commands"
              + (problems.isEmpty() ? "" : ": " + String.join("; ", problems)));
    }
    return (ToIntFunction<String[]>) service;
  }

  private static @Nullable Object service(BundleContext context, String filter, long millis) {
    var tracker = new ServiceTracker<Object, Object>(context, filter(filter), null);
    tracker.open();
    try {
      return millis == 0 ? tracker.getService() : tracker.waitForService(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static Filter filter(String text) {
    try {
      return FrameworkUtil.createFilter(text);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end() {
    EspalierFramework started = framework;
    if (started != null) {
      if (working) {
        interrupt(started.bundleContext());
      }
      started.close();
    }
    cache.delete();
  }

  private static void interrupt(BundleContext context) {
    if (service(context, INTERRUPT, 0) instanceof Runnable interrupt) {
      Thread saving = new Thread(interrupt, "espalier-interrupt");
      saving.setDaemon(true);
      saving.start();
      try {
        saving.join(INTERRUPT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
