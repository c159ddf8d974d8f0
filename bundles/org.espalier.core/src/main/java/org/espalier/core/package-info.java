/** What every part of Espalier shares: errors, progress, options and the identity of a plugin. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
