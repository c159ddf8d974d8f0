/** Deeplearning4j's networks as models of Espalier. */
@NullMarked
package org.espalier.adapter.dl4j;

import org.jspecify.annotations.NullMarked;
