/** Tests of the assembled distribution in the real Felix. */
@NullMarked
package org.espalier.itest;

import org.jspecify.annotations.NullMarked;
