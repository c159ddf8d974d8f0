@NullMarked
package org.espalier.harness.internal.data;

import org.jspecify.annotations.NullMarked;
