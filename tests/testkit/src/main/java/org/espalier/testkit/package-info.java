/** What plugin authors test with: small models and trajectories in memory. */
@NullMarked
package org.espalier.testkit;

import org.jspecify.annotations.NullMarked;
