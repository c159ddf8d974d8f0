package org.espalier.deploy.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.espalier.deploy.Problem;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks Declarative Services which components can't be had, and why. */
final class UnsatisfiedComponents {
  private static final String SERVICE_NAMESPACE = "osgi.service";

  private final BundleContext context;
  private final ServiceComponentRuntime runtime;

  UnsatisfiedComponents(BundleContext context, ServiceComponentRuntime runtime) {
    this.context = context;
    this.runtime = runtime;
  }

  List<Problem> list() {
    List<Problem> problems = new ArrayList<>();
    for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
      for (ComponentConfigurationDTO configuration :
          runtime.getComponentConfigurationDTOs(description)) {
        String subject =
            "the component %s of %s".formatted(description.name, description.bundle.symbolicName);
        switch (configuration.state) {
          case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
              problems.add(
                  new Problem(
                      subject,
                      "has no configuration",
                      List.of(
                          "give it one of the PID "
                              + String.join(", ", description.configurationPid))));
          case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
              problems.add(lacking(subject, description, configuration));
          case ComponentConfigurationDTO.FAILED_ACTIVATION ->
              problems.add(
                  new Problem(
                      subject,
                      "can't be activated: " + firstLine(configuration.failure),
                      List.of()));
          default -> {} // satisfied or active
        }
      }
    }
    return problems;
  }

  private Problem lacking(
      String subject,
      ComponentDescriptionDTO description,
      ComponentConfigurationDTO configuration) {
    Set<String> missing = new LinkedHashSet<>();
    Set<String> providers = new LinkedHashSet<>();
    for (UnsatisfiedReferenceDTO unsatisfied : configuration.unsatisfiedReferences) {
      for (ReferenceDTO reference : description.references) {
        if (reference.name.equals(unsatisfied.name)) {
          missing.add(
              "a service "
                  + reference.interfaceName
                  + (unsatisfied.target == null ? "" : " " + unsatisfied.target));
          providers.addAll(providers(reference.interfaceName));
        }
      }
    }
    return new Problem(subject, "lacks " + String.join(", ", missing), List.copyOf(providers));
  }

  /** Bundles that state the service as a capability. */
  private List<String> providers(String service) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.adapt(BundleRevision.class) != null)
        .filter(bundle -> states(bundle, service))
        .map(
            bundle ->
                bundle.getState() == Bundle.ACTIVE
                    ? bundle.getSymbolicName() + " would provide it, but its component can't be had"
                    : bundle.getSymbolicName() + " would provide it, but isn't started")
        .toList();
  }

  private static boolean states(Bundle bundle, String service) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if ((revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
      return false;
    }
    for (BundleCapability capability : revision.getDeclaredCapabilities(SERVICE_NAMESPACE)) {
      Object classes = capability.getAttributes().get("objectClass");
      if (classes instanceof Collection<?> all ? all.contains(service) : service.equals(classes)) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(String failure) {
    return failure == null
        ? "unknown reason"
        : failure.lines().findFirst().orElse("unknown reason");
  }
}
