package org.espalier.probe;

import java.util.Map;
import java.util.function.Supplier;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives the properties of the recorder that a plugin's reference is bound to. */
@Component(property = "espalier.probe=recorder")
public final class RecorderProbe implements Supplier<Map<String, Object>> {
  private final Map<String, Object> properties;

  @Activate
  public RecorderProbe(
      @Reference TrajectoryRecorder recorder,
      @Reference(service = TrajectoryRecorder.class) Map<String, Object> properties) {
    this.properties = Map.copyOf(properties);
  }

  @Override
  public Map<String, Object> get() {
    return properties;
  }
}
