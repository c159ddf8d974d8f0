/** How far an estimate can be trusted: diagnostics, null control, agreement of windows. */
@Export
@Version("0.1.0")
@NullMarked
package org.espalier.harness.evidence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
