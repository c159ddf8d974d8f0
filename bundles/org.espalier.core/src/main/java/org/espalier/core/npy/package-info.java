/**
 * NumPy's NPY format: arrays that Python and Espalier hand each other as files.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
@Export
@Version("1.0.0")
@NullMarked
package org.espalier.core.npy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
