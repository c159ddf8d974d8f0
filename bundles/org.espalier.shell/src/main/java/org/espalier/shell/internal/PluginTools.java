package org.espalier.shell.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.deploy.Diagnosis;
import org.espalier.deploy.PluginFolder;
import org.espalier.deploy.Problem;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Quarantine;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.MetaTypeService;

/** What the commands need to look after plugins; a deployment may do without some of it. */
@Component(service = PluginTools.class)
public final class PluginTools {
  private final @Nullable BundleContext context;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable PluginFolder folder;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Diagnosis diagnosis;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Quarantine quarantine;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable MetaTypeService metatype;

  @Activate
  public PluginTools(BundleContext context) {
    this.context = context;
  }

  /** Outside of a framework. */
  PluginTools(
      @Nullable PluginFolder folder,
      @Nullable Diagnosis diagnosis,
      @Nullable Quarantine quarantine) {
    this.context = null;
    this.folder = folder;
    this.diagnosis = diagnosis;
    this.quarantine = quarantine;
  }

  /**
   * The plugin folder.
   *
   * @throws EspalierException if the deployment has none
   */
  PluginFolder folder() {
    return Optional.ofNullable(folder)
        .orElseThrow(
            () ->
                new EspalierException(
                    "there is no plugin folder here: org.espalier.deploy isn't started"));
  }

  /** What is amiss. */
  List<Problem> problems() {
    Diagnosis now = diagnosis;
    return now == null || context == null ? List.of() : now.problems();
  }

  /** Why plugins are quarantined. */
  Map<String, String> quarantined() {
    Quarantine now = quarantine;
    return now == null ? Map.of() : now.reasons();
  }

  void lift(String id) {
    Quarantine now = quarantine;
    if (now == null) {
      throw new EspalierException("nothing quarantines plugins here");
    }
    now.lift(id);
  }

  /** What can be configured of a plugin. */
  List<PluginOption> options(PluginInfo plugin) {
    MetaTypeService now = metatype;
    return now == null || context == null ? List.of() : PluginOption.of(plugin, context, now);
  }
}
