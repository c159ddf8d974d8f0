package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nothing listens on the network unless somebody asks for it. */
@EnabledOnOs(OS.LINUX)
class SocketsIT {
  private static final String LISTENING =
      "0A"; // TCP_LISTEN of the kernel's include/net/tcp_states.h

  @Test
  void noFeatureListens() throws Exception {
    Set<String> before = listening();
    try (TestContainer container = TestContainer.start()) {
      Set<String> opened = listening();
      opened.removeAll(before); // what belongs to the tests' own runner
      assertEquals(Set.of(), opened, () -> "listened on by " + container.context().getBundle(0));
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertNotEquals(before, listening(), () -> "not seen: " + socket);
    }
  }

  /** The sockets that this process listens on, as lines of the kernel's tables. */
  private static Set<String> listening() throws IOException {
    Set<String> inodes = ownSockets();
    Set<String> found = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc/self/net", table);
      if (!Files.exists(file)) {
        continue; // no such protocol here
      }
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[3].equals(LISTENING) && inodes.contains(columns[9])) {
          found.add(table + " " + columns[1]);
        }
      }
    }
    return found;
  }

  private static Set<String> ownSockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)) { // the one of this listing is gone already
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        }
      }
    }
    return inodes;
  }
}
