package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.harness.experiment.PolicyChoice;
import org.junit.jupiter.api.Test;

class PolicyCallTest {
  @Test
  void namesThePolicyThatRefusesAnOption() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(new Parameter("W", "0", ParameterRole.WEIGHT, List.of(4), 0, true, 1)));
    PruningPolicy policy =
        request -> {
          request.options().requireNone();
          throw new IllegalStateException("an option was expected");
        };
    try (Plugins plugins = new Registry().with(PruningPolicy.class, "snip", policy).plugins()) {
      PolicyCall call =
          new PolicyCall(plugins, id -> Options.of(Map.of("scope", "layerwise")), Progress.NONE);
      assertEquals(
          "policy snip: unknown option 'scope'; this plugin has no options",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      call.prune(
                          PolicyChoice.parse("snip"),
                          PruningRequest.builder(layout, new float[4], 0.5)))
              .getMessage());
    }
  }
}
