/** Checks of what a deployment without a shell can't see: natives, disk, plugins. */
@NullMarked
package org.espalier.health.internal;

import org.jspecify.annotations.NullMarked;
