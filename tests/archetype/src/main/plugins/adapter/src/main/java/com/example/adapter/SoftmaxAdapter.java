package com.example.adapter;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.npy.NpyHeader;
import org.osgi.service.component.annotations.Component;

/** Opens linear softmax classifiers that are kept as NPY arrays, one row a class. */
@Component
@Plugin(
    kind = PluginKind.ADAPTER,
    id = "example-adapter",
    description = "Linear softmax classifiers in NumPy's format: one row a class, its bias last.",
    source = "Example")
public final class SoftmaxAdapter implements ModelAdapter {
  /** Looks at the header alone, for a model may be large and somebody else's. */
  @Override
  public boolean supports(ModelSource source) {
    if (source instanceof ModelSource.New fresh) {
      return builds(fresh.architecture());
    }
    Path file = ((ModelSource.File) source).path();
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      NpyHeader header = NpyHeader.read(channel, file);
      return header.dtype().equals(SoftmaxModel.FLOATS) && header.shape().size() == 2;
    } catch (IOException | InvalidDataException e) {
      return false;
    }
  }

  @Override
  public SoftmaxModel open(ModelSource source) {
    if (source instanceof ModelSource.File file) {
      return SoftmaxModel.read(file.path());
    }
    ModelSource.New fresh = (ModelSource.New) source;
    if (!builds(fresh.architecture())) {
      throw new EspalierException(
          "model "
              + fresh.architecture().name()
              + " is no linear classifier: it must have one axis of inputs and no hidden layers");
    }
    return SoftmaxModel.create(
        fresh.architecture().classes(), fresh.architecture().inputShape().get(0), fresh.seed());
  }

  private static boolean builds(Architecture architecture) {
    return architecture.hidden().isEmpty() && architecture.inputShape().size() == 1;
  }
}
