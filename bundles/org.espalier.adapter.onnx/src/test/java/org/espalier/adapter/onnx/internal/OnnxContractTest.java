package org.espalier.adapter.onnx.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.espalier.adapter.onnx.OnnxAdapter;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.testkit.ModelAdapterContract;

/** With the perceptron that PyTorch has exported. */
class OnnxContractTest extends ModelAdapterContract {
  private static final Exported MLP = new Exported("mlp");

  @Override
  protected ModelAdapter adapter() {
    return new OnnxAdapter();
  }

  @Override
  protected Optional<Architecture> architecture() {
    return Optional.empty();
  }

  @Override
  protected String extension() {
    return ".onnx";
  }

  @Override
  protected void write(Path file) {
    try {
      Files.copy(MLP.file(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Set<Class<? extends PrunableModel>> capabilities() {
    return Set.of(DifferentiableModel.class, ObservableModel.class, ReducibleModel.class);
  }

  @Override
  protected Dataset data() {
    return MLP.labelled();
  }
}
