/** The libraries behind the operations. */
@NullMarked
package org.espalier.lib.algebra.internal;

import org.jspecify.annotations.NullMarked;
