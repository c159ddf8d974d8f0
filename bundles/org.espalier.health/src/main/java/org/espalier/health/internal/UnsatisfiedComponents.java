package org.espalier.health.internal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Why components of Declarative Services can't be had. */
final class UnsatisfiedComponents {
  private UnsatisfiedComponents() {}

  /**
   * A line for each component that lacks a service or failed to activate. One that waits for a
   * configuration is not among them: it is switched on by whoever configures it.
   */
  static List<String> reasons(ServiceComponentRuntime runtime) {
    return runtime.getComponentDescriptionDTOs().stream()
        .flatMap(
            description ->
                runtime.getComponentConfigurationDTOs(description).stream()
                    .flatMap(configuration -> Stream.ofNullable(reason(description, configuration)))
                    .map(reason -> "the component " + description.name + " " + reason))
        .toList();
  }

  private static @Nullable String reason(
      ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          "lacks " + missing(description, configuration);
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          "can't be activated: " + configuration.failure.lines().findFirst().orElse("no reason");
      default -> null;
    };
  }

  private static String missing(
      ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
    List<String> names =
        Arrays.stream(configuration.unsatisfiedReferences)
            .map((UnsatisfiedReferenceDTO reference) -> reference.name)
            .toList();
    return Arrays.stream(description.references)
        .filter(reference -> names.contains(reference.name))
        .map(reference -> "a service " + reference.interfaceName)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
