package org.espalier.policy.causal.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Defaults of a policy that ranks all weights together. */
@ObjectClassDefinition(name = "Espalier ranking policy")
public @interface FlowConfig {
  @AttributeDefinition(
      description = "whether importance counts times the flow of the units it joins")
  boolean flow() default false;
}
