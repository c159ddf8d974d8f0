package org.espalier.adapter.onnx.internal.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.jspecify.annotations.Nullable;

/** Finds where in a model's bytes the data of its initializers lie. */
final class WireSpans {
  /** A message or packed field: where its length stands, what it is, and what encloses it. */
  record Frame(int from, int to, int length, @Nullable Frame outer) {}

  /** A run of elements of an initializer's data. */
  record Span(int initializer, int field, int element, int count, int from, int to, Frame frame) {}

  private final List<Span> spans = new ArrayList<>();
  private final CodedInputStream in;
  private int initializer = -1;
  private final Map<Integer, Integer> elements = new HashMap<>();
  private @Nullable Span raw;

  /** The runs of a model that protobuf has parsed already, in the order of the bytes. */
  static List<Span> of(byte[] model) {
    WireSpans found = new WireSpans(model);
    try {
      found.fields(null, found::model);
    } catch (IOException e) {
      throw new IllegalStateException("the model was parsed before", e);
    }
    return found.spans;
  }

  private WireSpans(byte[] bytes) {
    in = CodedInputStream.newInstance(bytes);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /** Takes a field whose tag was read, or skips it. */
  private interface Fields {
    void take(int tag, @Nullable Frame frame) throws IOException;
  }

  private void fields(@Nullable Frame frame, Fields fields) throws IOException {
    while (!in.isAtEnd()) {
      fields.take(in.readTag(), frame);
    }
  }

  private void model(int tag, @Nullable Frame frame) throws IOException {
    if (isMessage(tag, ModelProto.GRAPH_FIELD_NUMBER)) {
      message(frame, this::graph);
    } else {
      in.skipField(tag);
    }
  }

  private void graph(int tag, @Nullable Frame frame) throws IOException {
    if (isMessage(tag, GraphProto.INITIALIZER_FIELD_NUMBER)) {
      initializer++;
      elements.clear();
      raw = null;
      message(frame, this::tensor);
      if (raw != null) {
        spans.add(raw); // of several the last one counts
      }
    } else {
      in.skipField(tag);
    }
  }

  private void tensor(int tag, @Nullable Frame frame) throws IOException {
    switch (WireFormat.getTagFieldNumber(tag)) {
      case TensorProto.RAW_DATA_FIELD_NUMBER -> raw(tag, frame);
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> typed(tag, frame, Float.BYTES);
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER -> typed(tag, frame, Double.BYTES);
      case TensorProto.INT32_DATA_FIELD_NUMBER -> typed(tag, frame, 0);
      default -> in.skipField(tag);
    }
  }

  private void raw(int tag, @Nullable Frame frame) throws IOException {
    if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      in.skipField(tag);
      return;
    }
    Frame field = frame(frame);
    int from = in.getTotalBytesRead();
    in.skipRawBytes(field.length);
    raw =
        new Span(
            initializer, WireFormat.getTagFieldNumber(tag), 0, 1, from, from + field.length, field);
  }

  /** A chunk of packed elements, or one by itself. */
  private void typed(int tag, @Nullable Frame frame, int bytes) throws IOException {
    int number = WireFormat.getTagFieldNumber(tag);
    int element = elements.getOrDefault(number, 0);
    boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    Frame field = packed ? frame(frame) : frame;
    int from = in.getTotalBytesRead();
    int count = 1;
    if (packed && bytes > 0) {
      in.skipRawBytes(field == null ? 0 : field.length);
      count = (in.getTotalBytesRead() - from) / bytes;
    } else if (packed) {
      int end = from + (field == null ? 0 : field.length);
      for (count = 0; in.getTotalBytesRead() < end; count++) {
        in.readRawVarint64();
      }
    } else {
      in.skipField(tag);
    }
    if (count > 0 && field != null) {
      int to = in.getTotalBytesRead();
      spans.add(new Span(initializer, number, element, count, from, to, field));
    }
    elements.put(number, element + count);
  }

  private boolean isMessage(int tag, int field) {
    return WireFormat.getTagFieldNumber(tag) == field
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private void message(@Nullable Frame outer, Fields fields) throws IOException {
    Frame frame = frame(outer);
    int limit = in.pushLimit(frame.length);
    fields(frame, fields);
    in.popLimit(limit);
  }

  private Frame frame(@Nullable Frame outer) throws IOException {
    int from = in.getTotalBytesRead();
    int length = in.readRawVarint32();
    return new Frame(from, in.getTotalBytesRead(), length, outer);
  }
}
