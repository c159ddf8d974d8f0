package org.espalier.lib.algebra.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.bytedeco.openblas.global.openblas;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * OpenBLAS, where a bundle beside this one brings it; each call runs on its own thread.
 *
 * <p>Operands are copied to memory outside of the heap that each thread keeps. JavaCPP would copy
 * them, too, but to memory that the system hands out and takes back at each call, which costs more
 * than the copy.
 */
public final class OpenBlasAlgebra implements LinearAlgebra {
  /** A lower triangle row by row is an upper one column by column, LAPACK's own order. */
  private static final byte UPPER = 'U';

  private static final ThreadLocal<DoubleBuffer> ROOM =
      ThreadLocal.withInitial(() -> allocate(1 << 12));

  @Override
  public void addGram(double alpha, double[] a, int rows, int n, double[] s) {
    DoubleBuffer room = room(a.length + s.length);
    DoubleBuffer outside = copy(a, room, s.length);
    DoubleBuffer sum = copy(s, room, 0);
    openblas.cblas_dsyrk(
        openblas.CblasRowMajor,
        openblas.CblasLower,
        openblas.CblasTrans,
        n,
        rows,
        alpha,
        outside,
        stride(n),
        1,
        sum,
        stride(n));
    sum.get(0, s);
  }

  @Override
  public boolean cholesky(double[] s, int n) {
    DoubleBuffer matrix = copy(s, room(s.length), 0);
    boolean positive = factorise(matrix, n);
    matrix.get(0, s);
    return positive;
  }

  @Override
  public boolean invert(double[] s, int n) {
    DoubleBuffer matrix = copy(s, room(s.length), 0);
    boolean positive =
        factorise(matrix, n)
            && openblas.LAPACKE_dpotri(openblas.LAPACK_COL_MAJOR, UPPER, n, matrix, stride(n)) == 0;
    matrix.get(0, s);
    return positive;
  }

  private static boolean factorise(DoubleBuffer matrix, int n) {
    return openblas.LAPACKE_dpotrf(openblas.LAPACK_COL_MAJOR, UPPER, n, matrix, stride(n)) == 0;
  }

  @Override
  public void solveLower(double[] l, int n, double[] b, int columns) {
    DoubleBuffer room = room(l.length + b.length);
    DoubleBuffer factor = copy(l, room, b.length);
    DoubleBuffer right = copy(b, room, 0);
    openblas.cblas_dtrsm(
        openblas.CblasRowMajor,
        openblas.CblasLeft,
        openblas.CblasLower,
        openblas.CblasNoTrans,
        openblas.CblasNonUnit,
        n,
        columns,
        1,
        factor,
        stride(n),
        right,
        stride(columns));
    right.get(0, b);
  }

  /** Even a matrix of nothing, such as of a unit that is dead, must have one of 1. */
  private static int stride(int n) {
    return Math.max(1, n);
  }

  /** At least so many doubles. */
  private static DoubleBuffer room(int length) {
    DoubleBuffer room = ROOM.get();
    if (room.capacity() < length) {
      room = allocate(length);
      ROOM.set(room);
    }
    return room;
  }

  private static DoubleBuffer allocate(int length) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(length, Double.BYTES))
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }

  private static DoubleBuffer copy(double[] values, DoubleBuffer room, int at) {
    return room.slice(at, values.length).put(0, values);
  }
}
