package org.espalier.adapter.onnx.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.adapter.onnx.internal.proto.StringStringEntryProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;

/**
 * Reads tensors' data out of files beside the model's. Nothing outside of the model's own folder is
 * ever read, wherever a name, a link or {@code ..} would lead.
 */
final class ExternalData {
  private static final int EXTERNAL = 1;

  private final Path model;
  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<Path, Long> referenced = new HashMap<>();

  /** Where a tensor's data lie. */
  record Region(String location, long offset, int length) {}

  ExternalData(Path model) {
    this.model = model.toAbsolutePath().normalize();
    folder = Objects.requireNonNullElse(this.model.getParent(), this.model);
  }

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == EXTERNAL;
  }

  /** Files that were read from, by the names that the model has for them. */
  Map<String, Path> files() {
    return files;
  }

  /**
   * Where a tensor's data lie, checked before a byte is read.
   *
   * @throws InvalidDataException if it is outside the folder or the file, or not as long as the
   *     tensor's shape says
   */
  Region region(TensorProto tensor) {
    Map<String, String> entries = new HashMap<>();
    List<StringStringEntryProto> told = tensor.getExternalDataList();
    told.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    String location = entries.getOrDefault("location", "");
    Path file = files.get(location);
    if (file == null) {
      file = resolve(tensor.getName(), location);
      files.put(location, file);
    }
    long size = size(file);
    long offset = number(tensor, entries.getOrDefault("offset", "0"));
    long length = number(tensor, entries.getOrDefault("length", Long.toString(size - offset)));
    if (offset > size || length > size - offset) {
      throw new InvalidDataException(
          "tensor '%s' is at %d + %d of %s, which has %d bytes"
              .formatted(tensor.getName(), offset, length, file, size));
    }
    long wanted = TensorShape.rawBytes(tensor);
    if (wanted >= 0 && wanted != length) {
      throw new InvalidDataException(
          "tensor '%s' has %d bytes of data in %s where its shape %s asks for %d"
              .formatted(tensor.getName(), length, file, tensor.getDimsList(), wanted));
    }
    if (length > OnnxFile.MOST_BYTES) {
      throw new InvalidDataException(
          "tensor '%s' has more than 2 GiB of data".formatted(tensor.getName()));
    }
    return new Region(location, offset, (int) length);
  }

  /**
   * Checks where a tensor's data lie, and that all tensors together don't claim more bytes than
   * their files have, so that a small file can't make us allocate much.
   */
  void claim(TensorProto tensor) {
    Region region = region(tensor);
    Path file = Objects.requireNonNull(files.get(region.location));
    if (referenced.merge(file, (long) region.length, Long::sum) > size(file)) {
      throw new InvalidDataException(
          "the tensors in %s overlap; save each with bytes of its own".formatted(file));
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  byte[] read(Region region) {
    Path file = Objects.requireNonNull(files.get(region.location));
    ByteBuffer bytes = ByteBuffer.allocate(region.length());
    try (FileChannel channel = FileChannel.open(file)) {
      long at = region.offset();
      while (bytes.hasRemaining()) {
        int read = channel.read(bytes, at);
        if (read < 0) {
          throw new InvalidDataException(file + " became shorter while it was read");
        }
        at += read;
      }
      return bytes.array();
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }

  private Path resolve(String tensor, String location) {
    try {
      Path relative = Path.of(location);
      Path file = folder.resolve(relative).normalize();
      if (location.isEmpty() || relative.isAbsolute() || !file.startsWith(folder)) {
        throw outside(tensor, location);
      }
      if (!Files.isRegularFile(file)) {
        throw new InvalidDataException(
            "the data of tensor '%s' should be in %s, which isn't there".formatted(tensor, file));
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw outside(tensor, location);
      }
      if (Files.exists(model) && Files.isSameFile(file, model)) {
        throw new InvalidDataException(
            "the data of tensor '%s' are said to be in the model's own file".formatted(tensor));
      }
      return file;
    } catch (InvalidPathException e) {
      throw new InvalidDataException(
          "tensor '%s' names no file that can be: %s".formatted(tensor, e.getMessage()), e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(folder.resolve(location), e);
    }
  }

  private static InvalidDataException outside(String tensor, String location) {
    return new InvalidDataException(
        "the data of tensor '%s' are said to be in '%s', outside of the model's folder; not read"
            .formatted(tensor, location));
  }

  private static long number(TensorProto tensor, String text) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw new InvalidDataException(
        "tensor '%s' has external data at '%s', which is no place in a file"
            .formatted(tensor.getName(), text));
  }
}
