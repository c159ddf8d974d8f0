package org.espalier.adapter.dl4j;

import org.espalier.adapter.dl4j.internal.Dl4jModel;
import org.espalier.adapter.dl4j.internal.ModelFile;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.TrainableModel;
import org.osgi.service.component.annotations.Component;

/** Opens Deeplearning4j's files and builds networks of an {@code Architecture}. */
@Component
@Plugin(
    kind = PluginKind.ADAPTER,
    id = "dl4j",
    description = "Deeplearning4j networks: multilayer perceptrons and convolutional classifiers.",
    source = "Eclipse Deeplearning4j 1.0.0-M2.1")
public final class Dl4jAdapter implements ModelAdapter {
  @Override
  public boolean supports(ModelSource source) {
    return source instanceof ModelSource.File file
        ? ModelFile.looksLikeOne(file.path())
        : source instanceof ModelSource.New;
  }

  @Override
  public TrainableModel open(ModelSource source) {
    if (source instanceof ModelSource.File file) {
      return Dl4jModel.read(file.path());
    }
    ModelSource.New fresh = (ModelSource.New) source;
    return Dl4jModel.create(fresh.architecture(), fresh.seed());
  }
}
