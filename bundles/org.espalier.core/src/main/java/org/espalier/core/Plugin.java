package org.espalier.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The identity of a recorder, reader, estimator, policy or adapter: service properties {@code
 * espalier.*}, so that listing plugins instantiates nothing, and a capability in the namespace
 * {@value #NAMESPACE}, so that features can be resolved by what they need.
 */
@ComponentPropertyType
@Capability(namespace = Plugin.NAMESPACE)
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Plugin {
  /** Prefix of the service properties. */
  String PREFIX_ = "espalier.";

  /** Namespace of the capability, with the attributes kind, id, needs and scale. */
  String NAMESPACE = "espalier.plugin";

  /** What it is; to agree with the service that it provides. */
  @Attribute
  PluginKind kind();

  /** The name that commands and experiment files use, in lower case with hyphens. */
  @Attribute
  String id();

  /** One sentence: what it computes. */
  String description();

  /** The paper or book that it follows. */
  String source();

  /** What it must be given. */
  @Attribute
  Need[] needs() default {};

  /** The most parameters p that it is made for; 0 where nothing but memory and time sets limits. */
  @Attribute
  long scale() default 0;

  /** Whether a policy finds its own sparsity and takes no notice of the one requested. */
  boolean choosesSparsity() default false;

  /**
   * Whether a policy cuts whole units, so that it reaches the sparsity requested or goes beyond it
   * by part of one.
   */
  boolean wholeUnits() default false;
}
