/** Trajectories as folders of NPY files: appended while training, mapped to memory afterwards. */
@NullMarked
package org.espalier.store.internal;

import org.jspecify.annotations.NullMarked;
