package org.espalier.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The identity of a recorder, estimator, policy or adapter, as service properties {@code
 * espalier.*}: listing plugins reads these and instantiates nothing.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Plugin {
  /** Prefix of the service properties. */
  String PREFIX_ = "espalier.";

  /** The name that commands and experiment files use, in lower case with hyphens. */
  String id();

  /** One sentence: what it computes. */
  String description();

  /** The paper or book that it follows. */
  String source();

  /** What it must be given. */
  Need[] needs() default {};

  /** Whether a policy finds its own sparsity and takes no notice of the one requested. */
  boolean choosesSparsity() default false;

  /**
   * Whether a policy cuts whole units, so that it reaches the sparsity requested or goes beyond it
   * by part of one.
   */
  boolean wholeUnits() default false;
}
