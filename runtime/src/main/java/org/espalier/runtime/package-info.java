/** The launcher: an OSGi framework with the bundles that feature files name. */
@NullMarked
package org.espalier.runtime;

import org.jspecify.annotations.NullMarked;
