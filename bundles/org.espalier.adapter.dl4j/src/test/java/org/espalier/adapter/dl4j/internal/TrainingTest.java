package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.TrainingRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  @ParameterizedTest
  @EnumSource
  void learnsClusters(Optimizer optimizer) {
    Dataset data = TestModels.clusters(List.of(5), 96, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 7)) {
      double before = model.evaluate(data).loss();
      double rate = optimizer == Optimizer.ADAM ? 0.01 : 0.05;
      model.train(TrainingRequest.plain(data, TestModels.recipe(optimizer, rate, 30), 3));
      assertTrue(model.evaluate(data).loss() < before / 2);
      assertTrue(model.evaluate(data).accuracy() > 0.95);
    }
  }
}
