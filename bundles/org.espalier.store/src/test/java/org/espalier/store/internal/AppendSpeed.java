package org.espalier.store.internal;

import java.io.IOException;
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
      double plain = plain(folder.resolve("plain"), row, steps);
      double[] recorded = recorded(folder.resolve("recorded"), row, steps);
      System.out.printf(
          Locale.ROOT,
          "plain copy and write %.2f GB/s; onStep %.2f GB/s, ratio %.2f; until all is written %.2f"
              + " GB/s, ratio %.2f%n",
          bytes / plain / 1e9,
          bytes / recorded[0] / 1e9,
          plain / recorded[0],
          bytes / recorded[1] / 1e9,
          plain / recorded[1]);
    }
  }

  private static double plain(Path file, float[] row, int steps) throws IOException {
    long start = System.nanoTime();
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
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return seconds;
  }

  /** Seconds of all calls of onStep, and until everything is with the operating system. */
  private static double[] recorded(Path folder, float[] row, int steps) throws IOException {
    double called;
    long start;
    try (Recording recording =
        FolderRecording.start(Sample.wide(folder, row.length), RecorderOptions.standard())) {
      start = System.nanoTime();
      for (int t = 0; t < steps; t++) {
        recording.onStep(row, null, 1, 1);
      }
      called = (System.nanoTime() - start) / 1e9;
    }
    double all = (System.nanoTime() - start) / 1e9;
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    }
    return new double[] {called, all};
  }
}
