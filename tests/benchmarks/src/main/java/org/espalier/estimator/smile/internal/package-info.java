/** Runs of Smile's Lasso, beside it for its parts are not public. */
@NullMarked
package org.espalier.estimator.smile.internal;

import org.jspecify.annotations.NullMarked;
