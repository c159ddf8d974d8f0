package org.espalier.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A distribution with folders of its own for plugins and configuration, the rest is linked. */
final class LinkedHome {
  private final Path home;

  private LinkedHome(Path home) {
    this.home = home;
  }

  static LinkedHome in(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home")).toRealPath();
    for (String part : new String[] {"features", "repository", "experiments"}) {
      Files.createSymbolicLink(home.resolve(part), TestContainer.home().resolve(part));
    }
    Files.createDirectories(home.resolve("plugins"));
    Files.createDirectories(home.resolve("etc"));
    return new LinkedHome(home);
  }

  Path path() {
    return home;
  }

  Path plugins() {
    return home.resolve("plugins");
  }

  Path etc() {
    return home.resolve("etc");
  }
}
