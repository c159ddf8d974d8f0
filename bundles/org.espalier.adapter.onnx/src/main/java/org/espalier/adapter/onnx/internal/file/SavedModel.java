package org.espalier.adapter.onnx.internal.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.StringStringEntryProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.SafeFile;

/**
 * Writes a model with other data. A file of external data keeps its name if the model keeps its own
 * and the file's begins with it; otherwise two models in one folder would share it, and it is
 * called {@code MODEL.data}, with a number behind it where that is one of the model's files
 * already.
 */
final class SavedModel {
  private final OnnxFile file;
  private final ExternalData external;
  private final Path target;
  private final Map<Integer, float[]> values;
  private final Map<ExternalData.Region, byte[]> outside = new HashMap<>();

  SavedModel(OnnxFile file, ExternalData external, Path target, Map<Integer, float[]> values) {
    this.file = file;
    this.external = external;
    this.target = target;
    this.values = values;
    values.forEach(
        (index, floats) -> {
          TensorData data = file.data(index);
          if (data != null && data.region() != null) {
            outside.put(data.region(), data.encode(floats));
          }
        });
  }

  void write() {
    Map<String, String> names = names();
    names.forEach(this::writeBeside);
    byte[] edited = file.edited(values);
    boolean renamed = names.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue()));
    byte[] whole = renamed ? rename(edited, names) : edited;
    SafeFile.write(
        target,
        aside -> {
          try (OutputStream out = Files.newOutputStream(aside)) {
            out.write(whole);
          }
        });
  }

  /** New names of the files of external data, by their old ones, none of which is given anew. */
  private Map<String, String> names() {
    String model = target.getFileName().toString();
    boolean same = file.path().getFileName().toString().equals(model);
    Set<String> taken = new HashSet<>(external.files().keySet());
    Map<String, String> names = new LinkedHashMap<>();
    for (String old : external.files().keySet()) {
      boolean keeps = same && old.startsWith(model) && Path.of(old).getNameCount() == 1;
      names.put(old, keeps ? old : free(model + ".data", taken));
    }
    return names;
  }

  /** A name that is not taken, and then is. */
  private static String free(String wanted, Set<String> taken) {
    String name = wanted;
    for (int number = 1; !taken.add(name); number++) {
      name = wanted + "." + number;
    }
    return name;
  }

  /** Copies a file of external data with the new data in their places. */
  private void writeBeside(String old, String name) {
    Path source = external.files().get(old);
    SafeFile.write(
        target.resolveSibling(name),
        aside -> {
          try (OutputStream out = Files.newOutputStream(aside)) {
            Files.copy(source, out);
          }
          try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            for (Map.Entry<ExternalData.Region, byte[]> each : outside.entrySet()) {
              if (each.getKey().location().equals(old)) {
                write(channel, each.getKey().offset(), each.getValue());
              }
            }
          }
        });
  }

  private static void write(FileChannel channel, long offset, byte[] data) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(data);
    long at = offset;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }

  private byte[] rename(byte[] edited, Map<String, String> names) {
    ModelProto.Builder model = OnnxFile.of(file.path(), edited).model().toBuilder();
    rename(model.getGraphBuilder(), names);
    return OnnxFile.bytes(model.build()).toByteArray();
  }

  private static void rename(GraphProto.Builder graph, Map<String, String> names) {
    Tensors.visit(graph, tensor -> rename(tensor, names));
  }

  private static void rename(TensorProto.Builder tensor, Map<String, String> names) {
    List<StringStringEntryProto.Builder> entries = tensor.getExternalDataBuilderList();
    for (StringStringEntryProto.Builder entry : entries) {
      if (entry.getKey().equals("location")) {
        entry.setValue(names.getOrDefault(entry.getValue(), entry.getValue()));
      }
    }
  }
}
