package org.espalier.policy.baseline.internal;

import java.util.LinkedHashSet;
import java.util.Set;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.core.pruning.Stages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps the weights with the highest {@link SynapticFlow}, taken anew before each of many stages,
 * every one of which keeps the same share; no data is looked at. Whole units are cut at once, by
 * the mean flow of their weights.
 */
@Component(name = "org.espalier.policy.baseline.synflow")
@Designate(ocd = SynFlowPolicy.Config.class)
@Plugin(
    kind = PluginKind.POLICY,
    id = "synflow",
    description =
        "Ranks all weights by their share in the product of all |θ| along paths, in stages",
    source = "Tanaka, Kunin, Yamins and Ganguli 2020 (SynFlow), arXiv:2006.05467")
public final class SynFlowPolicy implements PruningPolicy {

  /** Defaults of {@link SynFlowOptions}. */
  @ObjectClassDefinition(name = "Espalier synflow")
  public @interface Config {
    @AttributeDefinition(description = "cuts on the way, at least 1")
    int stages() default 100;
  }

  private final SynFlowOptions defaults;

  @Activate
  public SynFlowPolicy(Config config) {
    this(new SynFlowOptions(config.stages()));
  }

  SynFlowPolicy(SynFlowOptions defaults) {
    this.defaults = defaults;
  }

  @Override
  public Pruning prune(PruningRequest request) {
    SynFlowOptions options = request.options().override(defaults);
    request.progress().check();
    SynapticFlow flow = new SynapticFlow(request.layout());
    if (request.granularity() == Granularity.UNIT) {
      return Saliency.prune(flow.scores(request.weights(), request.alive()), request, Scope.GLOBAL);
    }
    Saliency.requireFeasible(request);
    Set<String> notes = new LinkedHashSet<>();
    Mask left = request.alive();
    for (int keep : Stages.exponential(request, options.stages())) {
      request.progress().check();
      double[] scores = flow.scores(request.weights(), left);
      Pruning stage = Saliency.prune(scores, request.stage(keep, left), Scope.GLOBAL);
      notes.addAll(stage.notes());
      left = stage.mask();
    }
    return Pruning.of(left)
        .withScores(flow.scores(request.weights(), request.alive()))
        .withNotes(notes);
  }
}
