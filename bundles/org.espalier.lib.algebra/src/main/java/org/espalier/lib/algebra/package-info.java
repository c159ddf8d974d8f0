/** Dense linear algebra for policies: OpenBLAS where it is, EJML elsewhere. */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.lib.algebra;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
