package org.espalier.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Asks Declarative Services why components can't be had. Its types belong to a bundle, not to the
 * launcher's class path, so its DTOs are read by reflection.
 */
final class ComponentProblems {
  private static final String PACKAGE = "org.osgi.service.component.runtime.";

  // States of org.osgi.service.component.runtime.dto.ComponentConfigurationDTO.
  private static final int UNSATISFIED_CONFIGURATION = 1;
  private static final int UNSATISFIED_REFERENCE = 2;
  private static final int FAILED_ACTIVATION = 16;

  private final Object runtime;
  private final Class<?> runtimeType;
  private final Class<?> descriptionType;

  private ComponentProblems(Object runtime, Bundle provider) throws ClassNotFoundException {
    this.runtime = runtime;
    this.runtimeType = provider.loadClass(PACKAGE + "ServiceComponentRuntime");
    this.descriptionType = provider.loadClass(PACKAGE + "dto.ComponentDescriptionDTO");
  }

  /** A line for each component that isn't satisfied or whose activation failed. */
  static List<String> of(BundleContext context) {
    ServiceReference<?> reference =
        context.getServiceReference(PACKAGE + "ServiceComponentRuntime");
    Object runtime = reference == null ? null : context.getService(reference);
    if (reference == null || runtime == null) {
      return List.of("no bundle provides Declarative Services");
    }
    try {
      return new ComponentProblems(runtime, reference.getBundle()).list();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Declarative Services of an unknown version", e);
    } finally {
      context.ungetService(reference);
    }
  }

  private List<String> list() throws ReflectiveOperationException {
    List<String> problems = new ArrayList<>();
    Object descriptions =
        runtimeType
            .getMethod("getComponentDescriptionDTOs", Bundle[].class)
            .invoke(runtime, (Object) new Bundle[0]);
    for (Object description : (Collection<?>) descriptions) {
      Object configurations =
          runtimeType
              .getMethod("getComponentConfigurationDTOs", descriptionType)
              .invoke(runtime, description);
      for (Object configuration : (Collection<?>) configurations) {
        String problem = problem(description, configuration);
        if (problem != null) {
          problems.add("the component " + field(description, "name") + " " + problem);
        }
      }
    }
    return problems;
  }

  private static @Nullable String problem(Object description, Object configuration)
      throws ReflectiveOperationException {
    return switch ((int) field(configuration, "state")) {
      case UNSATISFIED_CONFIGURATION -> "has no configuration";
      case UNSATISFIED_REFERENCE -> "lacks " + missing(description, configuration);
      case FAILED_ACTIVATION -> "can't be activated: " + firstLine(configuration);
      default -> null;
    };
  }

  private static String missing(Object description, Object configuration)
      throws ReflectiveOperationException {
    Set<String> missing = new LinkedHashSet<>();
    for (Object unsatisfied : (Object[]) field(configuration, "unsatisfiedReferences")) {
      Object name = field(unsatisfied, "name");
      for (Object reference : (Object[]) field(description, "references")) {
        if (field(reference, "name").equals(name)) {
          missing.add("a service " + field(reference, "interfaceName"));
        }
      }
    }
    return String.join(", ", missing);
  }

  private static String firstLine(Object configuration) throws ReflectiveOperationException {
    return field(configuration, "failure").toString().lines().findFirst().orElse("unknown reason");
  }

  private static Object field(Object dto, String name) throws ReflectiveOperationException {
    return dto.getClass().getField(name).get(dto);
  }
}
