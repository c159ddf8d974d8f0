/** Smile's regressions as estimators. */
@NullMarked
package org.espalier.estimator.smile.internal;

import org.jspecify.annotations.NullMarked;
