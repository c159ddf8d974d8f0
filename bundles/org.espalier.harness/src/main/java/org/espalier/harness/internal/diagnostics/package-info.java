/** Diagnostics of the series of loss changes, of a fit to it, and of how estimates agree. */
@NullMarked
package org.espalier.harness.internal.diagnostics;

import org.jspecify.annotations.NullMarked;
