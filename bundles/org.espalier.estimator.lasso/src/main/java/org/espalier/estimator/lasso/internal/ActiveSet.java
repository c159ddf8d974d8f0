package org.espalier.estimator.lasso.internal;

import java.util.Arrays;

/** The members of a working set that are linearly independent and solved for at once. */
final class ActiveSet {
  /** Of the factor's columns, the share that may leave one by one; beyond, it begins anew. */
  private static final double FEW = 0.1;

  private final WorkingSet set;
  private final Cholesky factor = new Cholesky();
  private int[] members = new int[0];

  ActiveSet(WorkingSet set) {
    this.set = set;
  }

  int size() {
    return factor.size();
  }

  /** The member of the working set at a position. */
  int member(int position) {
    return members[position];
  }

  /**
   * Takes up a member.
   *
   * @param products receives its products with those before, {@link #size()} values
   * @return whether it is independent of those before; if not, nothing has changed
   */
  boolean append(int member, double[] products) {
    set.products(members, size(), set.column(member), products);
    if (!factor.append(products)) {
      return false;
    }
    if (members.length < size()) {
      members = Arrays.copyOf(members, Math.max(16, 2 * members.length));
    }
    members[size() - 1] = member;
    return true;
  }

  /** Removes a member; those behind it move up by one. */
  void remove(int position) {
    factor.remove(position);
    System.arraycopy(members, position + 1, members, position, size() - position);
  }

  /** Removes members whose coefficient is 0. */
  void keepNonzero(double[] coefficients) {
    int gone = 0;
    for (int i = 0; i < size(); i++) {
      gone += coefficients[members[i]] == 0 ? 1 : 0;
    }
    if (gone > FEW * size()) {
      factor.clear();
    }
    for (int i = size() - 1; i >= 0; i--) {
      if (coefficients[members[i]] == 0) {
        remove(i);
      }
    }
  }

  /** Which of so many members of the working set are active. */
  boolean[] contained(int count) {
    boolean[] contained = new boolean[count];
    for (int i = 0; i < size(); i++) {
      contained[members[i]] = true;
    }
    return contained;
  }

  /** Solves Gx = b, G the Gram matrix of the members; b becomes x. */
  void solve(double[] b) {
    factor.solve(b);
  }

  /** AᵀV for the members. */
  double[] products(double[] v) {
    double[] products = new double[size()];
    set.products(members, products.length, v, products);
    return products;
  }
}
