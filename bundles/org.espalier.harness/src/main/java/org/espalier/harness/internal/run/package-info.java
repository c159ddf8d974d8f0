@NullMarked
package org.espalier.harness.internal.run;

import org.jspecify.annotations.NullMarked;
