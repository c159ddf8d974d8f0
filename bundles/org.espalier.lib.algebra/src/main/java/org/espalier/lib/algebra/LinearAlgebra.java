package org.espalier.lib.algebra;

import org.espalier.lib.algebra.internal.EjmlAlgebra;
import org.espalier.lib.algebra.internal.Libraries;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The few dense operations that policies ask of a library. Matrices are row by row; of symmetric
 * ones only the lower triangle is read and written. They may be empty. Safe for many threads.
 */
@ProviderType
public interface LinearAlgebra {
  /** The fastest that is there: OpenBLAS if a bundle brings it, or else EJML. */
  static LinearAlgebra best() {
    return Libraries.BEST;
  }

  /** EJML: plain Java, the same wherever it runs. */
  static LinearAlgebra plain() {
    return new EjmlAlgebra();
  }

  /**
   * Adds a Gram matrix: S ← S + αAᵀA, for A of shape (rows, n).
   *
   * @param s symmetric, n × n
   */
  void addGram(double alpha, double[] a, int rows, int n, double[] s);

  /**
   * Cholesky: S = LLᵀ; L takes the place of S's lower triangle.
   *
   * @return false if S is not positive definite
   */
  boolean cholesky(double[] s, int n);

  /**
   * S ← S⁻¹.
   *
   * @return false if S is not positive definite
   */
  boolean invert(double[] s, int n);

  /**
   * B ← L⁻¹B.
   *
   * @param b of shape (n, columns)
   */
  void solveLower(double[] l, int n, double[] b, int columns);
}
