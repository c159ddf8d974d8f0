package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.MinibatchGradients;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.api.Test;

/** Against what {@code src/test/python/grasp.py} left, too. */
class GraspPolicyTest extends PruningPolicyContract {
  private static final ReferenceTable TABLE =
      ReferenceTable.read(GraspPolicyTest.class, "grasp.txt");
  private static final ParameterLayout SMALL = Fixtures.mlp(2, 3, 2);
  private static final float[] THETA = TABLE.floats("weights");

  @Override
  protected PruningPolicy policy() {
    return new GraspPolicy(new GraspOptions(false));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.GRADIENTS);
  }

  /** Of floats, of which a step of a thousandth leaves some digits. */
  @Test
  void agreesWithNumPy() {
    double[] expected = TABLE.doubles("product");
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, new HessianGradient(quadratic().build()).product(), 1e-3 * largest);
  }

  @Test
  void cutsTheHighestEnd() {
    double[] kept = TABLE.doubles("mask");
    BitSet mask = new BitSet();
    for (int k = 0; k < kept.length; k++) {
      mask.set(k, kept[k] == 1);
    }
    assertEquals(mask, policy().prune(quadratic().build()).mask().toBitSet());
  }

  @Test
  void cutsTheSmallestIfAsked() {
    double[] product = TABLE.doubles("product");
    double[] sizes = new double[product.length];
    for (int k = 0; k < sizes.length; k++) {
      sizes[k] = Math.abs(product[k] * THETA[k]);
    }
    PruningRequest request = quadratic().options(Options.of(Map.of("absolute", "on"))).build();
    assertEquals(
        Saliency.prune(sizes, quadratic().build(), Scope.GLOBAL).mask(),
        policy().prune(request).mask());
  }

  @Test
  void leavesTheDeadOutOfTheGradient() {
    BitSet living = Mask.all(SMALL).toBitSet();
    living.clear(0, 15);
    living.set(6, 9);
    living.set(4);
    PruningRequest one = quadratic().alive(Mask.of(SMALL, living)).build();
    double[] product = new HessianGradient(one).product();
    float[][] gradients = TABLE.floatRows("gradients");
    float[][] hessians = TABLE.floatRows("hessians");
    double g = (gradients[0][4] + gradients[1][4]) / 2.0;
    double h = (hessians[4][4] + hessians[THETA.length + 4][4]) / 2.0;
    double[] expected = new double[THETA.length];
    expected[4] = h * g;
    assertArrayEquals(expected, product, 1e-3 * Math.abs(h * g));
  }

  private static PruningRequest.Builder quadratic() {
    float[][] gradients = TABLE.floatRows("gradients");
    float[][] hessians = TABLE.floatRows("hessians");
    return PruningRequest.builder(SMALL, THETA, 0.5)
        .gradients(
            new MinibatchGradients() {
              @Override
              public int count() {
                return gradients.length;
              }

              @Override
              public float[] gradient(int batch) {
                return gradients[batch];
              }

              @Override
              public float[] gradient(int batch, float[] weights) {
                float[] there = new float[weights.length];
                for (int i = 0; i < there.length; i++) {
                  double sum = gradients[batch][i];
                  for (int j = 0; j < there.length; j++) {
                    sum += hessians[batch * there.length + i][j] * ((double) weights[j] - THETA[j]);
                  }
                  there[i] = (float) sum;
                }
                return there;
              }
            });
  }
}
