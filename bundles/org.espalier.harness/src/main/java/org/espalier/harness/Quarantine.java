package org.espalier.harness;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Plugins that are not called any more because they failed again and again: they threw what is no
 * refusal, answered what their contract rules out, didn't end, or left threads behind; a service,
 * safe for many threads. An update or a restart of its bundle gives a plugin another chance.
 */
@ProviderType
public interface Quarantine {
  /** Why each is quarantined, in one line, by kind and id such as {@code estimator marginal}. */
  Map<String, String> reasons();

  /**
   * Gives the plugins of an id another chance.
   *
   * @throws IllegalArgumentException if none of this id is quarantined; the line tells those that
   *     are
   */
  void lift(String id);
}
