/** The trajectory surgeon: joint pruning with the curvature that a trajectory has recorded. */
@NullMarked
package org.espalier.policy.causal.internal.surgeon;

import org.jspecify.annotations.NullMarked;
