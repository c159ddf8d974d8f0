/**
 * Code that tests run inside Felix. The tests' class path and the bundles have class loaders of
 * their own, so a test reaches a probe as a service of a type of {@code java.util.function}, with
 * the property {@code espalier.probe}, and both pass types of the JDK only.
 */
@NullMarked
package org.espalier.probe;

import org.jspecify.annotations.NullMarked;
