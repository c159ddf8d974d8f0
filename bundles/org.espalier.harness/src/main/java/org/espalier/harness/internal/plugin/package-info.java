@NullMarked
package org.espalier.harness.internal.plugin;

import org.jspecify.annotations.NullMarked;
