/** Makes ND4J find its own classes inside OSGi. */
@NullMarked
package org.espalier.lib.dl4j.internal;

import org.jspecify.annotations.NullMarked;
