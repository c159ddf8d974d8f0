package org.espalier.adapter.onnx;

import org.espalier.adapter.onnx.internal.OnnxModel;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.core.EspalierException;
import org.espalier.core.Plugin;
import org.espalier.core.PluginKind;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.osgi.service.component.annotations.Component;

/** Opens ONNX files, whatever made them. */
@Component
@Plugin(
    kind = PluginKind.ADAPTER,
    id = "onnx",
    description =
        "ONNX models from PyTorch, TensorFlow, scikit-learn and others: run, not trained.",
    source = "ONNX Runtime 1.29.0")
public final class OnnxAdapter implements ModelAdapter {
  @Override
  public boolean supports(ModelSource source) {
    return source instanceof ModelSource.File file && OnnxFile.looksLikeOne(file.path());
  }

  @Override
  public EvaluableModel open(ModelSource source) {
    if (source instanceof ModelSource.File file) {
      return OnnxModel.read(file.path());
    }
    throw new EspalierException("ONNX models are exported by other libraries; name a file");
  }
}
