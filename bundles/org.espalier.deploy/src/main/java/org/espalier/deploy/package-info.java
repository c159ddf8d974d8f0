/** Plugins from a folder, and why what is installed can't be had. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.deploy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
