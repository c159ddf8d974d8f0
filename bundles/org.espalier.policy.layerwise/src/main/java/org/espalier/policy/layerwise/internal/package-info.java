/** Pruning that keeps what each layer computes on examples, and the policies around it. */
@NullMarked
package org.espalier.policy.layerwise.internal;

import org.jspecify.annotations.NullMarked;
