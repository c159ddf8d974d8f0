package org.espalier.lib.algebra.internal;

import org.espalier.lib.algebra.LinearAlgebra;
import org.slf4j.LoggerFactory;

/** Which library computes, found out once. */
public final class Libraries {
  public static final LinearAlgebra BEST = find();

  private Libraries() {}

  private static LinearAlgebra find() {
    try {
      OpenBlasAlgebra openBlas = new OpenBlasAlgebra();
      openBlas.addGram(1, new double[] {1}, 1, 1, new double[1]);
      return openBlas;
    } catch (LinkageError e) {
      LoggerFactory.getLogger(Libraries.class)
          .debug("no OpenBLAS: {}; EJML computes", e.toString());
      return new EjmlAlgebra();
    }
  }
}
