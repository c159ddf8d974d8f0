package org.espalier.adapter.onnx.internal.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the data of initializers in a model's bytes and leaves every other byte as it is, in
 * whatever order, packing and with whatever unknown fields it was written.
 *
 * <p>All data but one kind have a fixed length, so that they are overwritten where they lie. A
 * float16 in {@code int32_data} is a varint, whose length may change; the lengths of what encloses
 * it then change, too.
 */
final class WireEditor {
  private final byte[] model;
  private final List<Span> spans = new ArrayList<>();

  /** A message or packed field: where its length stands, what it is, and what encloses it. */
  private record Frame(int from, int to, int length, @Nullable Frame outer) {}

  /** A run of elements of an initializer's data. */
  private record Span(
      int initializer, int field, int element, int count, int from, int to, Frame frame) {}

  /** Elements, little-endian, of the type and number that are in a field of a tensor now. */
  static final class Elements {
    private final int field;
    private final byte[] bytes;

    Elements(int field, byte[] bytes) {
      this.field = field;
      this.bytes = bytes;
    }
  }

  /** Other bytes for a run of the file's. */
  private static final class Edit {
    private final int to;
    private final byte[] bytes;

    Edit(int to, byte[] bytes) {
      this.to = to;
      this.bytes = bytes;
    }
  }

  /** Walks over a model that protobuf has parsed already. */
  WireEditor(byte[] model) {
    this.model = model;
    try {
      Walk walk = new Walk(model);
      walk.fields(null, walk::model);
    } catch (IOException e) {
      throw new IllegalStateException("the model was parsed before", e);
    }
  }

  /**
   * The model's bytes with other data.
   *
   * @param data by index of the initializer
   */
  byte[] replace(Map<Integer, Elements> data) {
    NavigableMap<Integer, Edit> edits = new TreeMap<>();
    Map<Frame, Integer> growth = new HashMap<>();
    for (Span span : spans) {
      Elements elements = data.get(span.initializer);
      if (elements != null && elements.field == span.field) {
        byte[] bytes = bytes(span, elements.bytes);
        edits.put(span.from, new Edit(span.to, bytes));
        grow(span.frame, bytes.length - (span.to - span.from), growth);
      }
    }
    resize(edits, growth);
    return apply(edits);
  }

  private static void grow(@Nullable Frame inner, int by, Map<Frame, Integer> growth) {
    for (Frame frame = inner; frame != null; frame = frame.outer) {
      growth.merge(frame, by, Integer::sum);
    }
  }

  /** New lengths, the innermost first: a length that takes more bytes makes the outer ones grow. */
  private static void resize(NavigableMap<Integer, Edit> edits, Map<Frame, Integer> growth) {
    List<Frame> innermostFirst = new ArrayList<>(growth.keySet());
    innermostFirst.sort((a, b) -> Integer.compare(b.from, a.from));
    for (Frame frame : innermostFirst) {
      int by = growth.getOrDefault(frame, 0);
      if (by != 0) {
        byte[] length = varint(frame.length + by);
        edits.put(frame.from, new Edit(frame.to, length));
        grow(frame.outer, length.length - (frame.to - frame.from), growth);
      }
    }
  }

  private byte[] apply(NavigableMap<Integer, Edit> edits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length);
    int copied = 0;
    for (Map.Entry<Integer, Edit> edit : edits.entrySet()) {
      out.write(model, copied, edit.getKey() - copied);
      out.writeBytes(edit.getValue().bytes);
      copied = edit.getValue().to;
    }
    out.write(model, copied, model.length - copied);
    return out.toByteArray();
  }

  private byte[] bytes(Span span, byte[] elements) {
    if (span.field == TensorProto.INT32_DATA_FIELD_NUMBER) {
      return varints(span, elements);
    }
    int each = (span.to - span.from) / span.count;
    int from = span.element * each;
    return Arrays.copyOfRange(elements, from, from + span.to - span.from);
  }

  /** Numbers of 16 bits; those that stay as they are keep their bytes, however they are written. */
  private byte[] varints(Span span, byte[] elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = span.from;
    for (int i = span.element; i < span.element + span.count; i++) {
      long old = 0;
      int end = at;
      for (int shift = 0; ; shift += 7) {
        old |= (model[end] & 0x7fL) << shift;
        if (model[end++] >= 0) {
          break;
        }
      }
      int low = Byte.toUnsignedInt(elements[2 * i]);
      int value = low | (Byte.toUnsignedInt(elements[2 * i + 1]) << Byte.SIZE);
      if ((short) old == (short) value) {
        out.write(model, at, end - at);
      } else {
        out.writeBytes(varint(value));
      }
      at = end;
    }
    return out.toByteArray();
  }

  private static byte[] varint(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = value;
    for (; (left & ~0x7f) != 0; left >>>= 7) {
      out.write((left & 0x7f) | 0x80);
    }
    out.write(left);
    return out.toByteArray();
  }

  /** Finds the spans. */
  private final class Walk {
    private final CodedInputStream in;
    private int initializer = -1;
    private final Map<Integer, Integer> elements = new HashMap<>();
    private @Nullable Span raw;

    Walk(byte[] bytes) {
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
              initializer,
              WireFormat.getTagFieldNumber(tag),
              0,
              1,
              from,
              from + field.length,
              field);
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
}
