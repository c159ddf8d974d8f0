package org.espalier.adapter.onnx.internal.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.jspecify.annotations.Nullable;

/** An ONNX model as it is on disk: its bytes, what they say, and its tensors' data. */
public final class OnnxFile {
  /** Protobuf's own limit, and an array's. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 64;

  private static final int VARINT_FIELD_1 = 0x08;
  private static final int NEWEST_IR_VERSION = 127;

  private final Path path;
  private final byte[] bytes;
  private final ModelProto model;
  private final ExternalData external;
  private final Map<Integer, TensorData> data = new HashMap<>();
  private @Nullable ModelProto whole;

  private OnnxFile(Path path, byte[] bytes, ModelProto model) {
    this.path = path;
    this.bytes = bytes;
    this.model = model;
    this.external = new ExternalData(path);
    // Of all types and places, so that no runtime is ever sent to a file that it shouldn't read.
    Tensors.visit(model.getGraph(), this::check);
    List<TensorProto> tensors = model.getGraph().getInitializerList();
    for (int i = 0; i < tensors.size(); i++) {
      TensorData floats = floats(tensors.get(i));
      if (floats != null) {
        data.put(i, floats);
      }
    }
  }

  /**
   * Whether a file may be an ONNX model, by its name or its first bytes: the version that every
   * exporter writes first, and another field of a model behind it.
   */
  public static boolean looksLikeOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    } else if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      boolean version = in.read() == VARINT_FIELD_1 && in.read() <= NEWEST_IR_VERSION;
      int next = in.read();
      return version && (next == 0x12 || next == 0x3a || next == 0x42);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a model.
   *
   * @throws InvalidDataException if it is missing, damaged or foreign, or data of a tensor are not
   *     all there or outside of its folder
   */
  public static OnnxFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new InvalidDataException(
          "cannot read " + file + ": it is a folder; name a model's file");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidDataException(
            file + " is larger than 2 GiB; save its tensors as external data");
      }
      return of(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  /**
   * A model from its bytes.
   *
   * @param file where it is, or was, for messages and for what lies beside it
   */
  public static OnnxFile of(Path file, byte[] bytes) {
    try {
      return new OnnxFile(file, bytes, parse(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidDataException(
          "%s is damaged, or not an ONNX model: %s".formatted(file, firstSentence(e)), e);
    } catch (InvalidDataException e) {
      throw located(file, e);
    }
  }

  /** The same in one line that begins with the file; names in a file may hold anything. */
  public static InvalidDataException located(Path file, InvalidDataException e) {
    String line = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
    return new InvalidDataException(
        line.startsWith(file.toString()) ? line : file + ": " + line, e);
  }

  private static ModelProto parse(byte[] bytes) throws InvalidProtocolBufferException {
    // The bytes are never written to again, so tensors may share them.
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    in.enableAliasing(true);
    ModelProto model;
    try {
      model = ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    if (!model.hasGraph() || model.getIrVersion() < 1 || model.getOpsetImportCount() == 0) {
      throw new InvalidDataException(
          "not an ONNX model: it has no %s"
              .formatted(
                  !model.hasGraph()
                      ? "graph"
                      : model.getIrVersion() < 1 ? "version" : "operator set"));
    }
    return model;
  }

  private static String firstSentence(InvalidProtocolBufferException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf(".  ");
    return (end < 0 ? message : message.substring(0, end)).replace('\n', ' ');
  }

  private void check(TensorProto tensor) {
    if (ExternalData.isExternal(tensor)) {
      external.claim(tensor);
    } else {
      TensorShape.requireComplete(tensor);
    }
  }

  private @Nullable TensorData floats(TensorProto tensor) {
    FloatType type = FloatType.of(tensor.getDataType()).orElse(null);
    if (type == null) {
      return null;
    } else if (ExternalData.isExternal(tensor)) {
      ExternalData.Region region = external.region(tensor);
      return TensorData.external(type, external.read(region), region);
    }
    return TensorData.inline(type, tensor);
  }

  public Path path() {
    return path;
  }

  /** What the file says, as it is on disk. */
  public ModelProto model() {
    return model;
  }

  /** Data of an initializer of the outermost graph, or null if it isn't of floats. */
  public @Nullable TensorData data(int initializer) {
    return data.get(initializer);
  }

  /** Files beside the model's that hold data. */
  public List<Path> filesBeside() {
    return List.copyOf(external.files().values());
  }

  /**
   * The model with all data inside of it, and other data for some initializers.
   *
   * @param values in the file's order, by index of the initializer
   */
  public ModelProto inline(Map<Integer, float[]> values) {
    if (values.isEmpty()) {
      return whole();
    }
    GraphProto.Builder graph = whole().getGraph().toBuilder();
    values.forEach(
        (index, floats) -> {
          TensorData floatData = data.get(index);
          if (floatData != null) {
            Inliner.setRaw(
                graph.getInitializerBuilder(index),
                UnsafeByteOperations.unsafeWrap(floatData.encode(floats)));
          }
        });
    return model.toBuilder().setGraph(graph).build();
  }

  /** The model with all data inside of it as they were read, once. */
  private ModelProto whole() {
    if (whole == null && filesBeside().isEmpty()) {
      whole = model;
    } else if (whole == null) {
      GraphProto.Builder graph = model.getGraph().toBuilder();
      data.forEach(
          (index, floats) -> {
            if (floats.region() != null) {
              Inliner.setRaw(graph.getInitializerBuilder(index), floats.bytes());
            }
          });
      new Inliner(external).inline(graph);
      whole = model.toBuilder().setGraph(graph).build();
    }
    return whole;
  }

  /**
   * The file's bytes with other data for some of its initializers; all others are as they were.
   *
   * @param values in the file's order, by index of the initializer; external ones don't show
   */
  public byte[] edited(Map<Integer, float[]> values) {
    Map<Integer, WireEditor.Elements> elements = new HashMap<>();
    values.forEach(
        (index, floats) -> {
          TensorData old = data.get(index);
          if (old != null && old.region() == null) {
            elements.put(index, new WireEditor.Elements(old.field(), old.encode(floats)));
          }
        });
    return elements.isEmpty() ? bytes : new WireEditor(bytes).replace(elements);
  }

  /**
   * Saves the model with other data for some initializers; every other byte stays as it is.
   *
   * @param values in the file's order, by index of the initializer
   */
  public void save(Path target, Map<Integer, float[]> values) {
    new SavedModel(this, external, target, values).write();
  }

  /** The bytes of a changed model. */
  public static ByteString bytes(ModelProto model) {
    return model.toByteString();
  }
}
