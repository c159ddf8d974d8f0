/**
 * What plugin authors test with: contracts that every plugin must pass, and small models and
 * trajectories in memory.
 */
@NullMarked
package org.espalier.testkit;

import org.jspecify.annotations.NullMarked;
