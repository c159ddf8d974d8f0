@NullMarked
package org.espalier.deploy.internal;

import org.jspecify.annotations.NullMarked;
