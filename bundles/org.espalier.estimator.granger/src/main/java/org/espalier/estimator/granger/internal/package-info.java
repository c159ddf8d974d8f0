/** Lagged Granger F tests of units and layers. */
@NullMarked
package org.espalier.estimator.granger.internal;

import org.jspecify.annotations.NullMarked;
