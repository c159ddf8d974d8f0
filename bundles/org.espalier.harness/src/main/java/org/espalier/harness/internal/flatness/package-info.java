/** How flat the loss is around a network's weights. */
@NullMarked
package org.espalier.harness.internal.flatness;

import org.jspecify.annotations.NullMarked;
