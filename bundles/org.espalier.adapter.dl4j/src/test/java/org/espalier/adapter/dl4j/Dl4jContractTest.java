package org.espalier.adapter.dl4j;

import java.util.Set;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.testkit.ModelAdapterContract;

class Dl4jContractTest extends ModelAdapterContract {
  @Override
  protected ModelAdapter adapter() {
    return new Dl4jAdapter();
  }

  @Override
  protected String extension() {
    return ".zip";
  }

  @Override
  protected Set<Class<? extends PrunableModel>> capabilities() {
    return Set.of(TrainableModel.class, ObservableModel.class, ReducibleModel.class);
  }
}
