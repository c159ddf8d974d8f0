package org.espalier.runtime;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Hands what the framework logs to slf4j, so that standard output stays the commands' own. */
final class FrameworkLog extends Logger {
  private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

  /** The value of {@code felix.log.level}: the framework writes much that nobody reads. */
  String level() {
    return log.isDebugEnabled() ? "4" : "2";
  }

  @Override
  @SuppressWarnings("rawtypes") // as Felix declares it
  protected void doLog(
      @Nullable Bundle bundle,
      @Nullable ServiceReference service,
      int level,
      String message,
      @Nullable Throwable cause) {
    doLog(level, bundle == null ? message : bundle.getSymbolicName() + ": " + message, cause);
  }

  @Override
  protected void doLog(int level, String text, @Nullable Throwable cause) {
    switch (level) {
      case LOG_ERROR -> log.error(text, cause);
      case LOG_WARNING -> log.warn(text, cause);
      case LOG_INFO -> log.info(text, cause);
      default -> log.debug(text, cause);
    }
  }
}
