package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Set;
import org.espalier.testkit.Descriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What listing the plugins shows without starting them. */
class DescriptorsTest {
  private static final Set<String> WITHOUT_FLOW =
      Set.of("magnitude-layerwise", "synflow", "grasp", "woodfisher", "chita");

  @ParameterizedTest
  @CsvSource({
    "magnitude,, false",
    "magnitude-layerwise,, false",
    "random,, false",
    "movement, TRAJECTORY, false",
    "gradient-weight, GRADIENTS, false",
    "snip, GRADIENTS, false",
    "lamp,, false",
    "synflow,, false",
    "grasp, GRADIENTS, false",
    "obd, GRADIENTS, false",
    "woodfisher, 'TRAJECTORY\nTRAJECTORY_GRADIENTS', false",
    "chita, 'TRAJECTORY\nTRAJECTORY_GRADIENTS', false",
  })
  void tellWhatEachNeeds(String id, @Nullable String needs, String choosesSparsity) {
    Map<String, String> properties =
        Descriptor.properties(MagnitudePolicy.class, "org.espalier.policy.baseline." + id);
    assertEquals(id, properties.get("espalier.id"));
    assertEquals(needs, properties.get("espalier.needs"));
    assertEquals(choosesSparsity, properties.get("espalier.choosesSparsity"));
    assertFalse(properties.getOrDefault("espalier.source", "").isBlank());
    String description = properties.getOrDefault("espalier.description", "");
    assertFalse(description.isBlank());
    assertEquals(!WITHOUT_FLOW.contains(id), description.contains("flow=on"), description);
  }
}
