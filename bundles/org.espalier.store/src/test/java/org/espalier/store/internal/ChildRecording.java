package org.espalier.store.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.trajectory.Recording;

/**
 * A JVM of its own that records {@link Sample} without end, to be killed or to run out of space.
 */
final class ChildRecording {
  private ChildRecording() {}

  /** Folder and number of parameters; prints the line of the failure that ends it. */
  public static void main(String[] arguments) {
    int parameters = Integer.parseInt(arguments[1]);
    try (Recording recording =
        FolderRecording.start(
            Sample.wide(Path.of(arguments[0]), parameters), new RecorderOptions(1))) {
      for (int t = 0; true; t++) {
        recording.onStep(
            Sample.updates(t, parameters), null, Sample.lossBefore(t), Sample.lossAfter(t));
      }
    } catch (EspalierException e) {
      System.out.println(e.getMessage());
    }
  }

  /** Starts the JVM behind a shell command, which is empty or ends with {@code &&}. */
  static Process start(String shell, Path folder, int parameters) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", shell + " exec \"$@\"", "bash"));
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    // No files of the JVM's own, which would count against limits.
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(ChildRecording.class.getName(), folder.toString(), Integer.toString(parameters)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
