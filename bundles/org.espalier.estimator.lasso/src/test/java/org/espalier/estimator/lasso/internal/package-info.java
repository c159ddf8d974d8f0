/** Tests against scikit-learn, against NumPy, and against naive code. */
@NullMarked
package org.espalier.estimator.lasso.internal;

import org.jspecify.annotations.NullMarked;
