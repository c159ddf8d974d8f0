package org.espalier.policy.causal.internal.surgeon;

import org.bytedeco.openblas.global.openblas;

/** OpenBLAS, where a bundle beside this one brings it; each call runs on its own thread. */
final class OpenBlasAlgebra implements LinearAlgebra {
  /** A lower triangle row by row is an upper one column by column, LAPACK's own order. */
  private static final byte UPPER = 'U';

  @Override
  public void addGram(double alpha, double[] a, int rows, int n, double[] s) {
    openblas.cblas_dsyrk(
        openblas.CblasRowMajor,
        openblas.CblasLower,
        openblas.CblasTrans,
        n,
        rows,
        alpha,
        a,
        n,
        1,
        s,
        n);
  }

  @Override
  public boolean cholesky(double[] s, int n) {
    return openblas.LAPACKE_dpotrf(openblas.LAPACK_COL_MAJOR, UPPER, n, s, n) == 0;
  }

  @Override
  public boolean invert(double[] s, int n) {
    return cholesky(s, n)
        && openblas.LAPACKE_dpotri(openblas.LAPACK_COL_MAJOR, UPPER, n, s, n) == 0;
  }

  @Override
  public void solveLower(double[] l, int n, double[] b, int columns) {
    openblas.cblas_dtrsm(
        openblas.CblasRowMajor,
        openblas.CblasLeft,
        openblas.CblasLower,
        openblas.CblasNoTrans,
        openblas.CblasNonUnit,
        n,
        columns,
        1,
        l,
        n,
        b,
        columns);
  }
}
