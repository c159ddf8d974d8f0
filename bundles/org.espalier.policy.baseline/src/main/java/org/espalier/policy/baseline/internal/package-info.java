/** Criteria that others are measured against, and the policies around them. */
@NullMarked
package org.espalier.policy.baseline.internal;

import org.jspecify.annotations.NullMarked;
