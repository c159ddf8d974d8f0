package org.espalier.estimator.smile.internal;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.regression.ElasticNet;
import smile.regression.LASSO;
import smile.regression.LinearModel;
import smile.regression.RidgeRegression;

/**
 * Smile's regressions of the response on the features that vary. Smile asks nobody whether to go
 * on: it runs beside the caller, who leaves it to its end when cancelled.
 */
final class Smile {
  private static final String RESPONSE = "y";
  private static final long ASK_MILLIS = 50;

  /** A regression by Smile. */
  private interface Regression {
    LinearModel fit(Formula formula, DataFrame data);
  }

  private final DenseFeatures features;
  private final Progress progress;

  Smile(DenseFeatures features, Progress progress) {
    this.features = features;
    this.progress = progress;
  }

  /**
   * β that minimises ‖y − Xβ‖² + λ₁‖β‖₁ + λ₂‖β‖².
   *
   * @param l1 λ₁, positive
   * @param l2 λ₂, at least 0
   * @param tolerance duality gap ÷ dual objective to stop at
   * @param maxIterations Newton steps before it gives up
   */
  double[] elasticNet(double l1, double l2, double tolerance, int maxIterations) {
    return coefficients(
        l2 == 0
            ? (formula, data) -> LASSO.fit(formula, data, l1, tolerance, maxIterations)
            : (formula, data) -> ElasticNet.fit(formula, data, l1, l2, tolerance, maxIterations));
  }

  /**
   * β that minimises ‖y − Xβ‖² + λ‖β‖².
   *
   * @param l2 λ, positive
   */
  double[] ridge(double l2) {
    return coefficients((formula, data) -> RidgeRegression.fit(formula, data, l2));
  }

  private double[] coefficients(Regression regression) {
    double[] coefficients =
        await(() -> regression.fit(Formula.lhs(RESPONSE), frame()).coefficients());
    if (!Arrays.stream(coefficients).allMatch(Double::isFinite)) {
      throw new InvalidDataException(
          "Smile finds no finite coefficients; give a larger penalty, or use lasso-granger");
    }
    return coefficients;
  }

  private DataFrame frame() {
    int p = features.size();
    double[][] rows = new double[features.steps()][p + 1];
    for (int t = 0; t < rows.length; t++) {
      for (int j = 0; j < p; j++) {
        rows[t][j] = features.feature(j)[t];
      }
      rows[t][p] = features.response()[t];
    }
    String[] names = IntStream.range(0, p + 1).mapToObj(j -> "x" + j).toArray(String[]::new);
    names[p] = RESPONSE;
    return DataFrame.of(rows, names);
  }

  private double[] await(Callable<double[]> work) {
    FutureTask<double[]> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "smile");
    thread.setDaemon(true);
    thread.start();
    try {
      while (thread.isAlive()) {
        progress.check();
        thread.join(ASK_MILLIS);
      }
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof LinkageError) {
      return new EspalierException(
          "Smile needs OpenBLAS, which org.espalier.lib.dl4j brings; add the feature dl4j", e);
    }
    return new EspalierException(
        "Smile fails: " + e.getCause() + "; give a larger penalty, or use lasso-granger", e);
  }
}
