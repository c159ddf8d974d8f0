package org.espalier.probe;

import java.util.Map;
import java.util.function.Function;
import org.espalier.harness.Quarantine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lifts the quarantine of a plugin, or of none for "", and gives the reasons for the others. */
@Component(property = "espalier.probe=quarantine")
public final class QuarantineProbe implements Function<String, Map<String, String>> {
  private final Quarantine quarantine;

  @Activate
  public QuarantineProbe(@Reference Quarantine quarantine) {
    this.quarantine = quarantine;
  }

  @Override
  public Map<String, String> apply(String lifted) {
    if (!lifted.isEmpty()) {
      quarantine.lift(lifted);
    }
    return quarantine.reasons();
  }
}
