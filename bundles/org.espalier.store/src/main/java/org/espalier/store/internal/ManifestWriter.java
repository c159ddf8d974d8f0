package org.espalier.store.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;

/** Writes {@code trajectory.json}: fields in one order, numbers in arrays on one line. */
final class ManifestWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ManifestWriter() {}

  /**
   * The manifest as text.
   *
   * @param steps T; readers take no notice of it unless the manifest is complete
   */
  static String text(TrajectoryManifest manifest, int steps) {
    try {
      return JSON.writer(layout()).writeValueAsString(tree(manifest, steps)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest that is no JSON", e);
    }
  }

  /** Writes the text aside, waits for the disk and moves it into place. */
  static void write(Path folder, String text) {
    SafeFile.write(
        folder.resolve(TrajectoryFolder.MANIFEST),
        aside -> {
          try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
            channel.force(true);
          }
        });
    forceFolder(folder);
  }

  private static ObjectNode tree(TrajectoryManifest manifest, int steps) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("formatVersion", TrajectoryFolder.FORMAT_VERSION);
    tree.put("steps", steps);
    if (manifest.kind() != TrajectoryKind.TRAINING) {
      tree.put("kind", Spelling.of(manifest.kind()));
    }
    if (manifest.stride() != 1) {
      tree.put("stride", manifest.stride());
    }
    tree.put("complete", manifest.complete());
    ObjectNode optimizer = tree.putObject("optimizer").put("name", manifest.optimizer());
    manifest.optimizerOptions().forEach(optimizer.putObject("options")::put);
    if (!manifest.rates().isEmpty()) {
      ArrayNode rates = tree.putArray("learningRates");
      for (RatePhase phase : manifest.rates()) {
        rates.addObject().put("fromStep", phase.fromStep()).put("rate", phase.rate());
      }
    }
    tree.put("lossAfter", Spelling.of(manifest.lossAfter()));
    tree.put("seed", manifest.seed());
    tree.putObject("dataset")
        .put("name", manifest.dataset())
        .put("fingerprint", manifest.fingerprint());
    manifest.versions().forEach(tree.putObject("versions")::put);
    ArrayNode parameters = tree.putArray("parameters");
    for (Parameter parameter : manifest.layout().parameters()) {
      ObjectNode node = parameters.addObject();
      node.put("name", parameter.name());
      node.put("layer", parameter.layer());
      node.put("role", Spelling.of(parameter.role()));
      parameter.shape().forEach(node.putArray("shape")::add);
      node.put("offset", parameter.offset());
      node.put("prunable", parameter.prunable());
      node.put("positions", parameter.positions());
    }
    return tree;
  }

  private static PrettyPrinter layout() {
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
        .withObjectIndenter(new DefaultIndenter("  ", "\n"));
  }

  /** The move is on the disk when the folder is; where folders can't be opened, it comes later. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows: nothing more can be done there.
      return;
    }
  }
}
