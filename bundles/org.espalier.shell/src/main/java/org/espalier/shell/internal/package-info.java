@NullMarked
package org.espalier.shell.internal;

import org.jspecify.annotations.NullMarked;
