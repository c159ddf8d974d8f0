/** Criteria that use a trajectory or causal evidence, and the policies around them. */
@Requirement(namespace = Plugin.NAMESPACE, filter = "(kind=ESTIMATOR)", effective = "active")
@NullMarked
package org.espalier.policy.causal.internal;

import org.espalier.core.Plugin;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Requirement;
