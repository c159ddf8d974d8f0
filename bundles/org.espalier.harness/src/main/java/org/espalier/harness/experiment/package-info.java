/** Experiments: what is compared, on what, and how. */
@Export
@Version("0.1.0")
@NullMarked
package org.espalier.harness.experiment;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
