package org.espalier.harness.internal.intervention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.DiagonalMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.ParameterLayout;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class BlockRegressionTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(3, 5, 2);
  private static final Blocks BLOCKS =
      Blocks.of(LAYOUT, Fixtures.normal(LAYOUT.size(), 1, 2), Granularity.UNIT, 0.1);

  /** Against dense matrices: QR for γ, and the formula of HC3 as it stands. */
  @Test
  void isOrdinaryLeastSquaresWithErrorsThatNeedNoEqualVariances() {
    int count = BLOCKS.count();
    assertEquals(7, count);
    Random random = new Random(9);
    BlockRegression regression = new BlockRegression(BLOCKS);
    double[][] x = new double[60][count];
    double[] y = new double[x.length];
    for (int r = 0; r < x.length; r++) {
      int[] drawn = BLOCKS.draw(random);
      double[] energies = new double[drawn.length];
      for (int i = 0; i < drawn.length; i++) {
        energies[i] = BLOCKS.perturb(drawn[i], random, new float[LAYOUT.size()]);
        x[r][drawn[i]] = energies[i];
        y[r] += energies[i] * (drawn[i] + 1 + random.nextGaussian());
      }
      regression.add(drawn, energies, y[r]);
    }
    BlockRegression.Fit fit = regression.fit().orElseThrow();

    OLSMultipleLinearRegression ordinary = new OLSMultipleLinearRegression();
    ordinary.setNoIntercept(true);
    ordinary.newSampleData(y, x);
    double[] gamma = ordinary.estimateRegressionParameters();
    double[] errors = hc3(new Array2DRowRealMatrix(x), ordinary.estimateResiduals());
    for (int b = 0; b < count; b++) {
      assertEquals(gamma[b], fit.gamma[b], 1e-9 * Math.abs(gamma[b]), "gamma " + b);
      assertEquals(errors[b], fit.errors[b], 1e-9 * errors[b], "error " + b);
    }
  }

  private static double[] hc3(RealMatrix x, double[] residuals) {
    RealMatrix inverse = MatrixUtils.inverse(x.transpose().multiply(x));
    RealMatrix hat = x.multiply(inverse).multiply(x.transpose());
    double[] squares = new double[residuals.length];
    for (int r = 0; r < squares.length; r++) {
      squares[r] = Math.pow(residuals[r] / (1 - hat.getEntry(r, r)), 2);
    }
    RealMatrix covariance =
        inverse
            .multiply(x.transpose())
            .multiply(new DiagonalMatrix(squares))
            .multiply(x)
            .multiply(inverse);
    double[] errors = new double[x.getColumnDimension()];
    for (int b = 0; b < errors.length; b++) {
      errors[b] = Math.sqrt(covariance.getEntry(b, b));
    }
    return errors;
  }

  @Test
  void saysNothingOfBlocksThatWereHardlyPerturbed() {
    BlockRegression regression = new BlockRegression(BLOCKS);
    for (int r = 0; r < 30; r++) {
      int block = r % (BLOCKS.count() - 1);
      regression.add(new int[] {block}, new double[] {1 + r}, r);
    }
    assertTrue(regression.fit().isEmpty());
    assertTrue(regression.resolution().detectable().isEmpty());
    for (int r = 0; r < 3; r++) {
      regression.add(new int[] {BLOCKS.count() - 1}, new double[] {1 + r}, r);
    }
    assertTrue(regression.resolution().detectable().isPresent());
  }
}
