@NullMarked
package org.espalier.harness.internal.command;

import org.jspecify.annotations.NullMarked;
