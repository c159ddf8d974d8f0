/** The work that commands ask for: record, estimate, prune, evaluate, compare. */
@Export
@Version("0.1.0")
@NullMarked
package org.espalier.harness;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
