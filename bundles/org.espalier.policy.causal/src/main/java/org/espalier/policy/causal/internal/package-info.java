/** Criteria that use a trajectory or causal evidence, and the policies around them. */
@NullMarked
package org.espalier.policy.causal.internal;

import org.jspecify.annotations.NullMarked;
