/** Benchmarks of the surgeon's kernels, beside them for they are not public. */
@NullMarked
package org.espalier.policy.causal.internal.surgeon;

import org.jspecify.annotations.NullMarked;
