package org.espalier.policy.causal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.espalier.testkit.Descriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What listing the plugins shows without starting them. */
class DescriptorsTest {
  @ParameterizedTest
  @CsvSource({
    "zero-rule, EVIDENCE, true",
    "gamma-quota, EVIDENCE, false",
    "removal-effect, EVIDENCE, false",
    "trajectory-fisher, TRAJECTORY, false",
  })
  void tellWhatEachNeeds(String id, @Nullable String needs, String choosesSparsity) {
    Map<String, String> properties =
        Descriptor.properties(ZeroRulePolicy.class, "org.espalier.policy.causal." + id);
    assertEquals(id, properties.get("espalier.id"));
    assertEquals(needs, properties.get("espalier.needs"));
    assertEquals(choosesSparsity, properties.get("espalier.choosesSparsity"));
    assertFalse(properties.getOrDefault("espalier.source", "").isBlank());
    String description = properties.getOrDefault("espalier.description", "");
    assertFalse(description.isBlank());
    assertEquals(!id.equals("zero-rule"), description.contains("flow=on"), description);
  }
}
