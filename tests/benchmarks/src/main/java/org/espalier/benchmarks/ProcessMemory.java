package org.espalier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux says of this process's memory.
 *
 * @param peakMegabytes most that was resident at a time, mapped files too
 * @param mappedMegabytes of mapped files resident now: the trajectory, and the JVM's own libraries
 */
record ProcessMemory(long peakMegabytes, long mappedMegabytes) {

  static ProcessMemory now() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return new ProcessMemory(megabytes(status, "VmHWM"), megabytes(status, "RssFile"));
  }

  /** From a line such as {@code VmHWM: 1024 kB}. */
  private static long megabytes(List<String> status, String field) throws IOException {
    for (String line : status) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no " + field + " in /proc/self/status; measure on Linux");
  }
}
