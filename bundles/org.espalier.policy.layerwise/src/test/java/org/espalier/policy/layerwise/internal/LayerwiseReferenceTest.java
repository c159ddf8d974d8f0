package org.espalier.policy.layerwise.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Map;
import org.espalier.core.Options;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.LayerInputs;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what {@code src/test/python/layerwise.py} left. */
class LayerwiseReferenceTest {
  private static final ReferenceTable TABLE =
      ReferenceTable.read(LayerwiseReferenceTest.class, "layerwise.txt");
  private static final ParameterLayout LAYOUT = Fixtures.mlp(12, 8, 5);
  private static final float[] WEIGHTS = TABLE.floats("weights");

  @ParameterizedTest
  @CsvSource({
    "wanda, off, wanda",
    "wanda, on, wanda-sequential",
    "sparsegpt, off, sparsegpt",
    "sparsegpt, on, sparsegpt-sequential",
    "obc, off, obc",
    "obc, on, obc-sequential"
  })
  void cutsAndAdjustsAsNumPyDoes(String policy, String sequential, String name) {
    PruningRequest request =
        request(WEIGHTS, 0.6).options(Options.of(Map.of("sequential", sequential))).build();
    requireAgreement(name, policy(policy).prune(request), WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wanda", "sparsegpt", "obc"})
  void goesOnFromAnEarlierRound(String policy) {
    float[] left = TABLE.floats("obc");
    PruningRequest request =
        request(left, 0.8)
            .alive(mask("obc"))
            .options(Options.of(Map.of("sequential", "off")))
            .build();
    requireAgreement(policy + "-again", policy(policy).prune(request), left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"obc-global"})
  void comparesTheLayersAsNumPyDoes(String name) {
    PruningRequest request =
        request(WEIGHTS, 0.6).options(Options.of(Map.of("allocation", "global"))).build();
    requireAgreement(name, policy("obc").prune(request), WEIGHTS);
  }

  private static PruningPolicy policy(String id) {
    return switch (id) {
      case "wanda" -> new WandaPolicy(new WandaOptions(true));
      case "sparsegpt" -> new SparseGptPolicy(new SparseGptOptions(5, 0.01, true));
      default -> new ObcPolicy(new ObcOptions(Allocation.UNIFORM, 0, false));
    };
  }

  private static void requireAgreement(String name, Pruning pruning, float[] weights) {
    assertEquals(mask(name), pruning.mask());
    assertArrayEquals(TABLE.floats(name), pruning.apply(weights), 1e-5f, name);
  }

  private static Mask mask(String name) {
    double[] kept = TABLE.doubles(name + "-mask");
    BitSet mask = new BitSet();
    for (int k = 0; k < kept.length; k++) {
      mask.set(k, kept[k] == 1);
    }
    return Mask.of(LAYOUT, mask);
  }

  private static PruningRequest.Builder request(float[] weights, double sparsity) {
    return PruningRequest.builder(LAYOUT, weights, sparsity).inputs(new Perceptron());
  }

  /** What the layers of the perceptron see of the script's examples. */
  private static final class Perceptron implements LayerInputs {
    private final float[][] examples = TABLE.floatRows("examples");

    @Override
    public InputMoments moments(Parameter tensor, float[] weights) {
      return Fixtures.inputs(t -> columns(t, weights)).moments(tensor, weights);
    }

    @Override
    public double[] squares(Parameter tensor, float[] weights) {
      return Fixtures.inputs(t -> columns(t, weights)).squares(tensor, weights);
    }

    private float[][] columns(Parameter tensor, float[] weights) {
      if (tensor.offset() == 0) {
        return examples;
      }
      Parameter first = LAYOUT.prunable().get(0);
      float[][] hidden = new float[examples.length][first.units()];
      for (int n = 0; n < hidden.length; n++) {
        for (int unit = 0; unit < first.units(); unit++) {
          double sum = weights[first.end() + unit];
          for (int j = 0; j < first.fanIn(); j++) {
            sum += (double) weights[unit * first.fanIn() + j] * examples[n][j];
          }
          hidden[n][unit] = (float) Math.max(0, sum);
        }
      }
      return hidden;
    }
  }
}
