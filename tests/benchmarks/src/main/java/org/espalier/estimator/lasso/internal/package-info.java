/** Benchmarks of the Lasso, beside it for its parts are not public. */
@NullMarked
package org.espalier.estimator.lasso.internal;

import org.jspecify.annotations.NullMarked;
