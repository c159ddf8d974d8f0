package org.espalier.policy.layerwise.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.espalier.testkit.Descriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listing the plugins shows without starting them. */
class DescriptorsTest {
  @ParameterizedTest
  @ValueSource(strings = {"wanda", "sparsegpt", "obc"})
  void tellWhatEachNeeds(String id) {
    Map<String, String> properties =
        Descriptor.properties(WandaPolicy.class, "org.espalier.policy.layerwise." + id);
    assertEquals(id, properties.get("espalier.id"));
    assertEquals("INPUTS", properties.get("espalier.needs"));
    assertEquals("false", properties.get("espalier.choosesSparsity"));
    assertFalse(properties.getOrDefault("espalier.source", "").isBlank());
    assertFalse(properties.getOrDefault("espalier.description", "").isBlank());
  }
}
