/** Results of a comparison: measured cells, their provenance and summary. */
@Export
@Version("0.1.0")
@NullMarked
package org.espalier.harness.result;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
