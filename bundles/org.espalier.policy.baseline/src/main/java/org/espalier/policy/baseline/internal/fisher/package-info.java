/** Policies that solve a regression on recorded gradients, the low-rank empirical Fisher. */
@NullMarked
package org.espalier.policy.baseline.internal.fisher;

import org.jspecify.annotations.NullMarked;
