package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.espalier.core.Progress;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.ResultWriter;
import org.espalier.harness.result.Results;

/**
 * Results and the files that hold them.
 *
 * @param results what was measured
 * @param files one a format
 */
record ResultFiles(Results results, List<Path> files) {

  /** Writes results in every installed format; one thread at a time. */
  static final class Writer {
    /** A kill loses about this much work. */
    private static final long LEAST_NANOS = 2_000_000_000L;

    /** Writing takes at most one part of so many. */
    private static final long PARTS = 20;

    private final Plugins plugins;
    private final Path folder;
    private final ReentrantLock writing = new ReentrantLock();
    private long last = System.nanoTime();
    private long pause = LEAST_NANOS;

    Writer(Plugins plugins, Path folder) {
      this.plugins = plugins;
      this.folder = folder;
    }

    ResultFiles write(Supplier<Results> current) {
      writing.lock();
      try {
        return writeAll(current.get());
      } finally {
        writing.unlock();
      }
    }

    /**
     * As {@link #write}, if the last time is a while ago; else does nothing, and waits for nobody.
     */
    void writeIfDue(Supplier<Results> current) {
      if (writing.tryLock()) {
        try {
          if (System.nanoTime() - last > pause) {
            writeAll(current.get());
          }
        } finally {
          writing.unlock();
        }
      }
    }

    private ResultFiles writeAll(Results results) {
      long start = System.nanoTime();
      List<Path> files = new ArrayList<>();
      for (PluginInfo info : plugins.writers().list()) {
        try (Lease<ResultWriter> writer = plugins.writers().lease(info.id(), Progress.NONE)) {
          files.add(writer.service().write(results, folder));
        }
      }
      last = System.nanoTime();
      pause = Math.max(LEAST_NANOS, PARTS * (last - start));
      return new ResultFiles(results, files);
    }
  }
}
