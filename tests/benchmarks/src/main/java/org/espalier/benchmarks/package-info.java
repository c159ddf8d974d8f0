/** How fast the surgeon is, and how much memory it takes. */
@NullMarked
package org.espalier.benchmarks;

import org.jspecify.annotations.NullMarked;
