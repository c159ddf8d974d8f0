package org.espalier.itest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * A third party's estimator whose every γ is one more than the number of its version, read anew for
 * each γ, and a policy that writes into its cells which γ it was given.
 */
final class SoakPlugins {
  static final String ESTIMATOR = "com.example.soak.estimator";

  /** What the policy writes; the number follows. */
  static final String NOTE = "every gamma is ";

  private static final String POLICY = "com.example.soak.policy";
  private static final String ESTIMATOR_SOURCE =
      """
      package com.example.soak.estimator;
      import java.io.InputStream;
      import java.util.Map;
      import java.util.jar.Manifest;
      import org.espalier.core.*;
      import org.espalier.core.causality.*;
      import org.osgi.service.component.annotations.Component;
      @Component
      @Plugin(kind = PluginKind.ESTIMATOR, id = "soak", description = "", source = "",
          needs = Need.TRAJECTORY)
      public final class Soak implements CausalityEstimator {
        public CausalEvidence estimate(EstimationRequest request) {
          double[] gamma = new double[request.trajectory().updates().columns()];
          for (int k = 0; k < gamma.length; k++) {
            gamma[k] = number();
          }
          return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
        }
        private static double number() {
          try (InputStream in = Soak.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            String version = new Manifest(in).getMainAttributes().getValue("Bundle-Version");
            return 1 + Double.parseDouble(version.substring(version.lastIndexOf('.') + 1));
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      }
      """;
  private static final String POLICY_SOURCE =
      """
      package com.example.soak.policy;
      import java.util.Arrays;
      import org.espalier.core.*;
      import org.espalier.core.pruning.*;
      import org.osgi.service.component.annotations.Component;
      @Component
      @Plugin(kind = PluginKind.POLICY, id = "soak", description = "", source = "",
          needs = Need.EVIDENCE)
      public final class Telling implements PruningPolicy {
        public Pruning prune(PruningRequest request) {
          double[] gamma = request.evidence().gamma();
          double[] scores = new double[gamma.length];
          for (int k = 0; k < scores.length; k++) {
            scores[k] = Math.abs(request.weights()[k]);
          }
          return Saliency.prune(scores, request, Scope.GLOBAL)
              .withNote(Arrays.stream(gamma).distinct().count() == 1
                  ? "%s" + (long) gamma[0] : "gamma of several versions");
        }
      }
      """
          .formatted(NOTE);

  private SoakPlugins() {}

  /** Compiles both into a folder, installs and starts them; gives the estimator. */
  static Bundle start(TestContainer container, Path folder) throws Exception {
    Path policy = folder.resolve("policy.jar");
    PluginSource.compile(POLICY + ".Telling", POLICY_SOURCE, folder)
        .bundle(policy, POLICY, "1.0.0", Map.of());
    Path estimator = folder.resolve("estimator.jar");
    PluginSource.compile(ESTIMATOR + ".Soak", ESTIMATOR_SOURCE, folder)
        .bundle(estimator, ESTIMATOR, "1.0.0", Map.of());
    install(container, policy);
    return install(container, estimator);
  }

  private static Bundle install(TestContainer container, Path jar) throws Exception {
    Bundle bundle = container.context().installBundle("reference:" + jar.toUri());
    bundle.start();
    return bundle;
  }

  /** Whether what the policy wrote is what the version named by the cell gives. */
  static boolean agree(List<?> notes, String origin) {
    Version version = Version.parseVersion(origin.substring(origin.indexOf('/') + 1));
    return notes.contains(NOTE + (1 + version.getMicro()));
  }
}
