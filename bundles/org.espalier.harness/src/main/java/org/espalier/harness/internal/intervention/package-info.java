/** Perturbations of models that can be run, and what they tell. */
@NullMarked
package org.espalier.harness.internal.intervention;

import org.jspecify.annotations.NullMarked;
