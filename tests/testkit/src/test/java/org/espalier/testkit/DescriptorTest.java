package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.core.PluginKind;
import org.junit.jupiter.api.Test;

/** Descriptions in {@code OSGI-INF}, of which one is sound. */
class DescriptorTest {
  /** Is described as a policy, but provides an estimator. */
  static final class Misplaced {}

  /** Has an id with a blank and capitals. */
  static final class Nameless {}

  @Test
  void passesASoundDescription() {
    assertEquals(
        "correlation",
        Descriptor.requireSound(CorrelationEstimator.class, PluginKind.ESTIMATOR)
            .get("espalier.id"));
  }

  @Test
  void catchesAKindThatIsNotTheService() {
    refuses(Misplaced.class, PluginKind.POLICY, "is of kind policy, but provides another service");
    refuses(Misplaced.class, PluginKind.ESTIMATOR, "the kind of ");
  }

  @Test
  void catchesAMissingIdentity() {
    refuses(Nameless.class, PluginKind.ESTIMATOR, "id 'No Id' is not in lower case with hyphens");
    refuses(DescriptorTest.class, PluginKind.ESTIMATOR, "has no component's description");
  }

  private static void refuses(Class<?> component, PluginKind kind, String part) {
    AssertionError e =
        assertThrows(AssertionError.class, () -> Descriptor.requireSound(component, kind));
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }
}
