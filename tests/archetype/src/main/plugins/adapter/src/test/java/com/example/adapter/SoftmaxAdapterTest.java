package com.example.adapter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.PrunableModel;
import org.espalier.testkit.ModelAdapterContract;

/** What every adapter must do; tests of what this one computes go here, too. */
class SoftmaxAdapterTest extends ModelAdapterContract {
  @Override
  protected ModelAdapter adapter() {
    return new SoftmaxAdapter();
  }

  @Override
  protected Optional<Architecture> architecture() {
    return Optional.of(new Architecture("softmax:16-3", List.of(16), List.of(), 3));
  }

  @Override
  protected String extension() {
    return ".npy";
  }

  @Override
  protected Set<Class<? extends PrunableModel>> capabilities() {
    return Set.of(DifferentiableModel.class);
  }
}
