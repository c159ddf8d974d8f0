package org.espalier.health.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Whether trajectories can be written where they go, and for how long yet. */
@Component(
    configurationPid = "org.espalier.health.trajectory-disk",
    property = {
      HealthCheck.NAME + "=Espalier trajectory disk",
      HealthCheck.TAGS + "=espalier",
      HealthCheck.TAGS + "=disk"
    })
@Designate(ocd = TrajectoryDiskCheck.Config.class)
public final class TrajectoryDiskCheck implements HealthCheck {
  private static final long MEBIBYTE = 1 << 20;

  private final Config config;

  /**
   * Where trajectories go, and how much must be free: 1,000 steps of a million parameters are 3,815
   * MiB.
   */
  @ObjectClassDefinition(name = "Espalier: disk for trajectories")
  public @interface Config {
    @AttributeDefinition(
        description = "The folder that trajectories go to; empty for the process's working folder")
    String folder() default "";

    @AttributeDefinition(description = "Warn below so many mebibytes of free space")
    long warnBelowMebibytes() default 4096;

    @AttributeDefinition(description = "Critical below so many mebibytes of free space")
    long criticalBelowMebibytes() default 512;
  }

  @Activate
  public TrajectoryDiskCheck(Config config) {
    this.config = config;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    try {
      examine(Path.of(config.folder()).toAbsolutePath(), log);
    } catch (InvalidPathException e) {
      log.critical("the folder can't be one: {}; correct the configuration", e.getMessage());
    }
    return new Result(log);
  }

  private void examine(Path folder, FormattingResultLog log) {
    if (!Files.isDirectory(folder)) {
      log.critical("{} is not a folder; make it, or configure another", folder);
      return;
    }
    try {
      Files.delete(Files.createTempFile(folder, ".espalier-", ".health"));
      report(Files.getFileStore(folder).getUsableSpace() / MEBIBYTE, folder, log);
    } catch (IOException e) {
      log.critical("nothing can be written to {}: {}", folder, reason(e));
    }
  }

  private void report(long free, Path folder, FormattingResultLog log) {
    String found = "%,d MiB free in %s".formatted(free, folder);
    if (free < config.criticalBelowMebibytes()) {
      log.critical("{}, below {} MiB; make room", found, config.criticalBelowMebibytes());
    } else if (free < config.warnBelowMebibytes()) {
      log.warn("{}, below {} MiB; make room", found, config.warnBelowMebibytes());
    } else {
      log.info("{}", found);
    }
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
