package org.espalier.adapter.onnx.internal.file;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
  private final List<WireSpans.Span> spans;

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

  /** An editor of a model that protobuf has parsed already. */
  WireEditor(byte[] model) {
    this.model = model;
    spans = WireSpans.of(model);
  }

  /**
   * The model's bytes with other data.
   *
   * @param data by index of the initializer
   */
  byte[] replace(Map<Integer, Elements> data) {
    NavigableMap<Integer, Edit> edits = new TreeMap<>();
    Map<WireSpans.Frame, Integer> growth = new HashMap<>();
    for (WireSpans.Span span : spans) {
      Elements elements = data.get(span.initializer());
      if (elements != null && elements.field == span.field()) {
        byte[] bytes = bytes(span, elements.bytes);
        edits.put(span.from(), new Edit(span.to(), bytes));
        grow(span.frame(), bytes.length - (span.to() - span.from()), growth);
      }
    }
    resize(edits, growth);
    return apply(edits);
  }

  private static void grow(
      WireSpans.@Nullable Frame inner, int by, Map<WireSpans.Frame, Integer> growth) {
    for (WireSpans.Frame frame = inner; frame != null; frame = frame.outer()) {
      growth.merge(frame, by, Integer::sum);
    }
  }

  /** New lengths, the innermost first: a length that takes more bytes makes the outer ones grow. */
  private static void resize(
      NavigableMap<Integer, Edit> edits, Map<WireSpans.Frame, Integer> growth) {
    List<WireSpans.Frame> innermostFirst = new ArrayList<>(growth.keySet());
    innermostFirst.sort((a, b) -> Integer.compare(b.from(), a.from()));
    for (WireSpans.Frame frame : innermostFirst) {
      int by = growth.getOrDefault(frame, 0);
      if (by != 0) {
        byte[] length = varint(frame.length() + by);
        edits.put(frame.from(), new Edit(frame.to(), length));
        grow(frame.outer(), length.length - (frame.to() - frame.from()), growth);
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

  private byte[] bytes(WireSpans.Span span, byte[] elements) {
    if (span.field() == TensorProto.INT32_DATA_FIELD_NUMBER) {
      return varints(span, elements);
    }
    int each = (span.to() - span.from()) / span.count();
    int from = span.element() * each;
    return Arrays.copyOfRange(elements, from, from + span.to() - span.from());
  }

  /** Numbers of 16 bits; those that stay as they are keep their bytes, however they are written. */
  private byte[] varints(WireSpans.Span span, byte[] elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = span.from();
    for (int i = span.element(); i < span.element() + span.count(); i++) {
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
}
