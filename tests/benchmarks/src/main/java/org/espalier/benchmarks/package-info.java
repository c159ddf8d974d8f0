/** How fast the surgeon and the Lasso are, and how much memory they take. */
@NullMarked
package org.espalier.benchmarks;

import org.jspecify.annotations.NullMarked;
