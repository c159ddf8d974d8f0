package org.espalier.deploy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.deploy.DeployedPlugin;
import org.espalier.deploy.Diagnosis;
import org.espalier.deploy.PluginFolder;
import org.espalier.deploy.Problem;
import org.espalier.deploy.UnmetRequirements;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Gathers what is amiss; as a Supplier of lines for those who can't see this bundle's types. */
@Component(
    service = {Diagnosis.class, Supplier.class},
    property = "espalier.problems:Boolean=true")
public final class DiagnosisService implements Diagnosis, Supplier<List<String>> {
  private final BundleContext context;
  private final ServiceComponentRuntime runtime;
  private final PluginFolder folder;

  @Activate
  public DiagnosisService(
      BundleContext context,
      @Reference ServiceComponentRuntime runtime,
      @Reference PluginFolder folder) {
    this.context = context;
    this.runtime = runtime;
    this.folder = folder;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> unresolved = UnmetRequirements.of(context);
    List<Problem> problems = new ArrayList<>(unresolved);
    problems.addAll(new UnsatisfiedComponents(context, runtime).list());
    for (DeployedPlugin plugin : folder.plugins()) {
      String bundle = "the bundle " + plugin.bundle() + " ";
      boolean told = unresolved.stream().anyMatch(p -> p.subject().startsWith(bundle));
      if (!plugin.problem().isEmpty() && !told) {
        problems.add(new Problem("the file " + plugin.file(), plugin.problem(), List.of()));
      }
    }
    return problems;
  }

  @Override
  public List<String> get() {
    return problems().stream().map(Problem::toString).toList();
  }
}
