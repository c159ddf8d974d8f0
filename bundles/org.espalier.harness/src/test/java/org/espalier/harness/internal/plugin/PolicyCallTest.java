package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.pruning.WholeUnits;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class PolicyCallTest {
  @Test
  void namesThePolicyThatRefusesAnOption() {
    ParameterLayout layout = layout();
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

  @Test
  void givesEachPolicyTheOptionsOfItsNameOverTheCommonOnes() {
    List<Map<String, String>> given = new ArrayList<>();
    PruningPolicy policy =
        request -> {
          given.add(request.options().values());
          BitSet kept = new BitSet();
          kept.set(0, request.keep());
          return Pruning.of(Mask.of(request.layout(), kept));
        };
    Options common = Options.of(Map.of("rows", "8", "flow", "off"));
    try (Plugins plugins = new Registry().with(PruningPolicy.class, "snip", policy).plugins()) {
      new PolicyCall(plugins, id -> common, Progress.NONE)
          .prune(
              PolicyChoice.parse("snip:rows=32@snip:flow=on"),
              PruningRequest.builder(layout(), new float[4], 0.5));
    }
    assertEquals(
        List.of(Map.of("rows", "8", "flow", "on"), Map.of("rows", "32", "flow", "off")), given);
  }

  @Test
  void takesTheGranularityOutOfTheOptions() {
    List<String> given = new ArrayList<>();
    PruningPolicy policy =
        request -> {
          request.options().requireNone();
          given.add(String.valueOf(request.granularity()));
          return Saliency.prune(new double[request.layout().size()], request, Scope.GLOBAL);
        };
    ParameterLayout layout = Fixtures.mlp(4, 6, 3);
    PruningRequest.Builder builder = PruningRequest.builder(layout, new float[layout.size()], 0.5);
    Options common = Options.of(Map.of("granularity", "unit"));
    try (Plugins plugins = new Registry().with(PruningPolicy.class, "snip", policy).plugins()) {
      PolicyCall plain = new PolicyCall(plugins, id -> Options.none(), Progress.NONE);
      Pruning units = plain.prune(PolicyChoice.parse("snip:granularity=unit"), builder);
      assertEquals(OptionalInt.empty(), WholeUnits.firstApart(Mask.all(layout), units.mask()));
      plain.prune(PolicyChoice.parse("snip"), builder);
      new PolicyCall(plugins, id -> common, Progress.NONE)
          .prune(PolicyChoice.parse("snip"), builder);
      new PolicyCall(plugins, id -> common, Progress.NONE)
          .prune(PolicyChoice.parse("snip:granularity=weight@snip"), builder);
      assertEquals(
          "policy snip: granularity = 'layer'; a policy cuts single weights (weight) or whole units"
              + " (unit)",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> plain.prune(PolicyChoice.parse("snip:granularity=layer"), builder))
              .getMessage());
    }
    assertEquals(List.of("UNIT", "WEIGHT", "UNIT", "UNIT", "WEIGHT"), given);
  }

  private static ParameterLayout layout() {
    return new ParameterLayout(
        List.of(new Parameter("W", "0", ParameterRole.WEIGHT, List.of(4), 0, true, 1)));
  }
}
