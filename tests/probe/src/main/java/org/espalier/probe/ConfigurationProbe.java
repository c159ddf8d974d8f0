package org.espalier.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Hashtable;
import java.util.Map;
import java.util.function.BiConsumer;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Configures a component by its persistent identity. */
@Component(property = "espalier.probe=configuration")
public final class ConfigurationProbe implements BiConsumer<String, Map<String, Object>> {
  private final ConfigurationAdmin configurations;

  @Activate
  public ConfigurationProbe(@Reference ConfigurationAdmin configurations) {
    this.configurations = configurations;
  }

  @Override
  @SuppressWarnings("JdkObsolete") // what the configuration service takes
  public void accept(String pid, Map<String, Object> values) {
    try {
      configurations.getConfiguration(pid, "?").update(new Hashtable<>(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
