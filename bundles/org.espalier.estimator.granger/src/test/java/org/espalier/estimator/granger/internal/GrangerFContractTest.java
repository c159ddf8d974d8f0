package org.espalier.estimator.granger.internal;

import java.util.Map;
import java.util.Optional;
import org.espalier.core.Options;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.testkit.CausalityEstimatorContract;
import org.espalier.testkit.Descriptor;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What drives the loss at once shows in lags by chance only, so nearly every test is rejected. */
class GrangerFContractTest extends CausalityEstimatorContract {
  @Override
  protected CausalityEstimator estimator() {
    return request ->
        new GrangerF(request.options().override(GrangerFOptions.DEFAULTS))
            .estimate(request.trajectory(), request.progress());
  }

  @Override
  protected Optional<Class<?>> component() {
    return Optional.of(GrangerFEstimator.class);
  }

  @Override
  protected boolean findsPlantedParameters() {
    return false;
  }

  @Override
  protected Options options() {
    return Options.of(Map.of("level", "0.999"));
  }

  @Test
  void theConfigurationHasTheDefaultsOfTheOptions() {
    Map<String, String> properties =
        Descriptor.properties(GrangerFEstimator.class, "org.espalier.estimator.granger.f");
    GrangerFOptions defaults = GrangerFOptions.DEFAULTS;
    Assertions.assertEquals("granger-f", properties.get("espalier.id"));
    Assertions.assertEquals("" + defaults.lags(), properties.get("lags"));
    Assertions.assertEquals("" + defaults.maxLags(), properties.get("maxLags"));
    Assertions.assertEquals("" + defaults.control(), properties.get("control"));
    Assertions.assertEquals("" + defaults.level(), properties.get("level"));
    Assertions.assertEquals("" + defaults.granularity(), properties.get("granularity"));
  }
}
