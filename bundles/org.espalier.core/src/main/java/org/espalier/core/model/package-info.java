/** Models, their parameters and masks, data sets, and training. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
