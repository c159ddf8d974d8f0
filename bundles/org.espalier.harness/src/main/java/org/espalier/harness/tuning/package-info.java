/** Finding better settings of a policy by Bayesian optimisation on validation data. */
@Export
@Version("0.1.0")
@NullMarked
package org.espalier.harness.tuning;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
