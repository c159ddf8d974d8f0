package org.espalier.lib.algebra.internal;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.espalier.lib.algebra.LinearAlgebra;

/** EJML: plain Java, wherever there is no OpenBLAS. */
public final class EjmlAlgebra implements LinearAlgebra {
  @Override
  public void addGram(double alpha, double[] a, int rows, int n, double[] s) {
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multInner(DMatrixRMaj.wrap(rows, n, a), gram);
    for (int i = 0; i < n; i++) {
      for (int j = i * n; j <= i * n + i; j++) {
        s[j] += alpha * gram.data[j];
      }
    }
  }

  @Override
  public boolean cholesky(double[] s, int n) {
    CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(n, true);
    if (!cholesky.decompose(full(s, n))) {
      return false;
    }
    copyLower(cholesky.getT(null), s, n);
    return isNumber(s, n);
  }

  @Override
  public boolean invert(double[] s, int n) {
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(n);
    if (!solver.setA(full(s, n))) {
      return false;
    }
    DMatrixRMaj inverse = new DMatrixRMaj(n, n);
    solver.invert(inverse);
    copyLower(inverse, s, n);
    return isNumber(s, n);
  }

  /** EJML takes NaN for positive; where there was one, the last number has become one, too. */
  private static boolean isNumber(double[] s, int n) {
    return n == 0 || !Double.isNaN(s[n * n - 1]);
  }

  @Override
  public void solveLower(double[] l, int n, double[] b, int columns) {
    TriangularSolver_DDRM.solveL(l, b, n, columns);
  }

  private static DMatrixRMaj full(double[] s, int n) {
    DMatrixRMaj matrix = new DMatrixRMaj(n, n);
    System.arraycopy(s, 0, matrix.data, 0, n * n);
    CommonOps_DDRM.symmLowerToFull(matrix);
    return matrix;
  }

  private static void copyLower(DMatrixRMaj from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(from.data, i * n, to, i * n, i + 1);
    }
  }
}
