/** Pruning policies and what they ask and answer. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core.pruning;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
