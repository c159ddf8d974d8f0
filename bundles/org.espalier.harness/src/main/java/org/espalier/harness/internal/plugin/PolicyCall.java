package org.espalier.harness.internal.plugin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.harness.experiment.PolicyChoice;

/**
 * Asks a policy what to cut, and holds it to its contract. A control's reference is asked first;
 * the control then gets its layerwise sparsities.
 */
public final class PolicyCall {
  private final Plugins plugins;
  private final Function<String, Options> options;
  private final Progress progress;
  private final Map<String, String> origins = new TreeMap<>();

  /**
   * @param options of each policy by id; a choice's own override them
   * @param progress asked while a policy is waited for
   */
  public PolicyCall(Plugins plugins, Function<String, Options> options, Progress progress) {
    this.plugins = plugins;
    this.options = options;
    this.progress = progress;
  }

  /** Asks; the builder holds everything but options and quotas. */
  public Pruning prune(PolicyChoice choice, PruningRequest.Builder builder) {
    if (choice.isControl()) {
      Mask reference = ask(choice.quotasOf(), choice.quotasOptions(), "reference", builder).mask();
      List<Integer> quotas = reference.layout().prunable().stream().map(reference::kept).toList();
      return ask(choice.policy(), choice.options(), "policy", builder.quotas(quotas));
    }
    return ask(choice.policy(), choice.options(), "policy", builder);
  }

  /** Bundle and version of each policy that answered, by its part. */
  public Map<String, String> origins() {
    return origins;
  }

  private Pruning ask(String id, Options inline, String part, PruningRequest.Builder builder) {
    try (Lease<PruningPolicy> policy = plugins.policies().lease(id, progress)) {
      origins.put(part, policy.info().origin());
      Options all = PolicyChoice.over(options.apply(id), inline);
      PruningRequest request =
          builder
              .granularity(CutOptions.among(all).granularity())
              .options(CutOptions.without(all))
              .build();
      Pruning pruning = policy.service().prune(request);
      Optional<String> fault = PruningCheck.fault(policy.info(), pruning, request);
      if (fault.isPresent()) {
        throw policy.failed(fault.get());
      }
      policy.accepted();
      return pruning;
    } catch (IllegalArgumentException e) {
      throw Refusal.of("policy", id, e);
    }
  }
}
