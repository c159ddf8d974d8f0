package org.espalier.policy.causal.internal;

import org.espalier.core.Need;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.osgi.service.component.annotations.Component;

/** {@link ZeroRule} as a service. */
@Component(name = "org.espalier.policy.causal.zero-rule")
@Plugin(
    kind = PluginKind.POLICY,
    id = "zero-rule",
    description = "Cuts every weight whose γ is 0; chooses its own sparsity",
    source = "Shah et al. 2024, arXiv:2412.03035",
    needs = Need.EVIDENCE,
    choosesSparsity = true)
public final class ZeroRulePolicy implements PruningPolicy {
  @Override
  public Pruning prune(PruningRequest request) {
    request.options().requireNone();
    return ZeroRule.prune(request);
  }
}
