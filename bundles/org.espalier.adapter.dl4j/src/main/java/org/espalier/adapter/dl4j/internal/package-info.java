/** Building, training, evaluating and saving networks with Deeplearning4j. */
@NullMarked
package org.espalier.adapter.dl4j.internal;

import org.jspecify.annotations.NullMarked;
