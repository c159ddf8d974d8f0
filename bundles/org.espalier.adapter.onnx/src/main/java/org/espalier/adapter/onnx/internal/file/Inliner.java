package org.espalier.adapter.onnx.internal.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;

/** Takes external data into the model, so that a runtime needs no other file. */
final class Inliner {
  private final ExternalData external;

  Inliner(ExternalData external) {
    this.external = external;
  }

  void inline(GraphProto.Builder graph) {
    Tensors.visit(graph, this::inline);
  }

  private void inline(TensorProto.Builder tensor) {
    TensorProto told = tensor.buildPartial();
    if (ExternalData.isExternal(told)) {
      byte[] bytes = external.read(external.region(told));
      setRaw(tensor, UnsafeByteOperations.unsafeWrap(bytes));
    }
  }

  /** Puts raw data in the place of whatever a tensor has. */
  static void setRaw(TensorProto.Builder tensor, ByteString bytes) {
    tensor
        .clearFloatData()
        .clearDoubleData()
        .clearInt32Data()
        .clearExternalData()
        .clearDataLocation()
        .setRawData(bytes);
  }
}
