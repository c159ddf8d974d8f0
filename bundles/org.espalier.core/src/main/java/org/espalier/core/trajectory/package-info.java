/** Trajectories of gradient descent: the updates of the parameters and the change of the loss. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core.trajectory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
