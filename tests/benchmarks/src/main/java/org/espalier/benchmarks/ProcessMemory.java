package org.espalier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of this process's memory. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** The most that was resident at a time, mapped files too. */
  public static long peakMegabytes() throws IOException {
    return megabytes("VmHWM");
  }

  /** Of mapped files, what is resident now: the trajectory, and the JVM's own libraries. */
  public static long mappedMegabytes() throws IOException {
    return megabytes("RssFile");
  }

  /** From a line such as {@code VmHWM: 1024 kB}. */
  private static long megabytes(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no " + field + " in /proc/self/status; measure on Linux");
  }
}
