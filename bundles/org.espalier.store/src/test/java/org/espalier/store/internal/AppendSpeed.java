package org.espalier.store.internal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.core.trajectory.Recording;

/**
 * Measures appending against the least there is to do: copying each row to a buffer and writing it.
 * Arguments: a folder, the number of parameters, the number of steps.
 */
final class AppendSpeed {
  private static final int ROUNDS = 7;

  private AppendSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    float[] row = Sample.updates(1, Integer.parseInt(arguments[1]));
    int steps = Integer.parseInt(arguments[2]);
    double bytes = 4.0 * row.length * steps;
    for (int round = 0; round < ROUNDS; round++) {
      double[] plain = plain(folder.resolve("plain"), row, steps);
      double[] recorded = recorded(folder.resolve("recorded"), row, steps);
      System.out.printf(
          Locale.ROOT,
          "GB/s: plain %.2f, onStep %.2f, until written %.2f; CPU seconds: plain %.3f, recorded"
              + " %.3f, of which the caller's %.3f%n",
          bytes / plain[0] / 1e9,
          bytes / recorded[0] / 1e9,
          bytes / recorded[1] / 1e9,
          plain[1],
          recorded[2],
          recorded[3]);
    }
  }

  private static double[] plain(Path file, float[] row, int steps) throws IOException {
    long start = System.nanoTime();
    double cpu = cpu();
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int t = 0; t < steps; t++) {
        buffer.clear().asFloatBuffer().put(row);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
    double[] measured = {(System.nanoTime() - start) / 1e9, cpu() - cpu};
    Files.delete(file);
    return measured;
  }

  /** Seconds in onStep, until all is written, of CPU, and of CPU in onStep. */
  private static double[] recorded(Path folder, float[] row, int steps) throws IOException {
    double called;
    double caller;
    long start;
    double cpu = cpu();
    try (Recording recording =
        FolderRecording.start(Sample.wide(folder, row.length), RecorderOptions.standard())) {
      start = System.nanoTime();
      caller = callersCpu();
      for (int t = 0; t < steps; t++) {
        recording.onStep(row, null, 1, 1);
      }
      called = (System.nanoTime() - start) / 1e9;
      caller = callersCpu() - caller;
    }
    double all = (System.nanoTime() - start) / 1e9;
    double used = cpu() - cpu;
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    }
    return new double[] {called, all, used, caller};
  }

  /** CPU seconds of the process so far. */
  private static double cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static double callersCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
