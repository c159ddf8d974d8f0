/** Estimators of which updates Granger-cause the loss to fall, and their evidence. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core.causality;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
