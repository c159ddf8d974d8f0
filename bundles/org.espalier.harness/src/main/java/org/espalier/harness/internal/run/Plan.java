package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.espalier.core.Need;
import org.espalier.core.Suggestions;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.internal.plugin.Plugins;

/**
 * What each seed of an experiment does, checked against what is installed before anything runs.
 *
 * @param estimators whose evidence is needed
 * @param cells every method at every sparsity, in the order of the experiment
 * @param gradients whether trajectories are recorded with their gradients: a policy needs them, and
 *     the updates don't give them back
 * @param notes which of the default policies are left out, and why
 */
record Plan(
    List<EstimatorChoice> estimators, List<Planned> cells, boolean gradients, List<String> notes) {

  /**
   * Makes the plan.
   *
   * @param abilities what the networks have for policies; of the default ones, those that need more
   *     are left out
   * @throws IllegalArgumentException if a plugin is unknown, a control can't be made, or a policy
   *     that was named needs what there is not
   */
  static Plan of(Experiment experiment, Plugins plugins, Abilities abilities) {
    if (!abilities.training() && !experiment.schedule().isOneShot()) {
      throw new IllegalArgumentException(
          "the schedule trains between its cuts, but this model can only be run; use one-shot");
    }
    if (!abilities.training() && !experiment.schedule().keepsValues()) {
      throw new IllegalArgumentException(
          "the schedule trains cut networks from other values, but this model can only be run");
    }
    if (experiment.measurements().flatness().measured() && !abilities.gradients()) {
      throw new IllegalArgumentException(
          "flatness needs gradients that this model doesn't give; leave it out");
    }
    int epochs = experiment.training().epochs();
    if (experiment.schedule().rewindTo().orElse(0) > epochs) {
      throw new IllegalArgumentException(
          "schedule.rewindTo = %d, but the training has %d epochs"
              .formatted(experiment.schedule().rewindTo().getAsInt(), epochs));
    }
    List<String> notes = new ArrayList<>();
    experiment.estimators().forEach(e -> plugins.estimators().require(e.estimator()));
    List<Planned> cells = new ArrayList<>();
    boolean evidence = false;
    boolean gradients = false;
    for (PolicyChoice choice : experiment.policies()) {
      PluginInfo policy = plugins.policies().require(choice.policy());
      PluginInfo reference = choice.isControl() ? requireControl(choice, policy, plugins) : policy;
      Optional<String> missing = abilities.missing(policy).or(() -> abilities.missing(reference));
      if (missing.isPresent()) {
        notes.add(leftOut(choice, missing.get(), experiment));
        continue;
      }
      boolean needsEvidence = policy.needs(Need.EVIDENCE) || reference.needs(Need.EVIDENCE);
      evidence |= needsEvidence;
      gradients |=
          policy.needs(Need.TRAJECTORY_GRADIENTS) || reference.needs(Need.TRAJECTORY_GRADIENTS);
      requireEstimator(choice, needsEvidence, experiment);
      List<Double> sparsities =
          policy.choosesSparsity() ? List.of(Double.NaN) : experiment.sparsities();
      if (needsEvidence) {
        for (EstimatorChoice estimator : experiment.estimators()) {
          sparsities.forEach(s -> cells.add(new Planned(choice, estimator, s)));
        }
      } else {
        sparsities.forEach(s -> cells.add(new Planned(choice, null, s)));
      }
    }
    requireKnownOptions(experiment, plugins);
    return new Plan(
        evidence ? experiment.estimators() : List.of(),
        cells,
        gradients && !Manifests.givesGradients(experiment.training().optimizer()),
        notes);
  }

  private static String leftOut(PolicyChoice choice, String missing, Experiment experiment) {
    List<String> named = experiment.policies().stream().map(PolicyChoice::id).toList();
    if (!named.equals(Experiment.POLICIES)) {
      throw new IllegalArgumentException("policy " + choice.id() + " needs " + missing);
    }
    return "left out: " + choice.id() + ", which needs " + missing;
  }

  private static PluginInfo requireControl(
      PolicyChoice choice, PluginInfo policy, Plugins plugins) {
    PluginInfo reference = plugins.policies().require(choice.quotasOf());
    if (policy.choosesSparsity() || reference.choosesSparsity()) {
      throw new IllegalArgumentException(
          "policy %s: %s chooses its own sparsity, so its layerwise sparsities are no control"
              .formatted(choice.id(), (policy.choosesSparsity() ? policy : reference).id()));
    }
    return reference;
  }

  private static void requireEstimator(
      PolicyChoice choice, boolean needsEvidence, Experiment experiment) {
    if (needsEvidence && experiment.estimators().isEmpty()) {
      throw new IllegalArgumentException(
          "policy " + choice.id() + " needs evidence, but the experiment names no estimators");
    }
  }

  private static void requireKnownOptions(Experiment experiment, Plugins plugins) {
    TreeSet<String> used = new TreeSet<>();
    experiment.estimators().forEach(e -> used.add(e.estimator()));
    for (PolicyChoice choice : experiment.policies()) {
      used.add(choice.policy());
      if (choice.isControl()) {
        used.add(choice.quotasOf());
      }
    }
    TreeSet<String> known = new TreeSet<>(used); // was there, though it may be updated just now
    plugins.list().forEach(i -> known.add(i.id()));
    for (String id : experiment.options().keySet()) {
      if (!known.contains(id)) {
        throw new IllegalArgumentException("options: " + Suggestions.unknown("plugin", id, known));
      }
      if (!used.contains(id)) {
        throw new IllegalArgumentException(
            "options: %s is not among the policies and estimators of this run: %s"
                .formatted(id, String.join(", ", used)));
      }
    }
  }
}
