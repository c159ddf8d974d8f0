/** Tests against scikit-learn, and against the exact Lasso. */
@NullMarked
package org.espalier.estimator.smile.internal;

import org.jspecify.annotations.NullMarked;
