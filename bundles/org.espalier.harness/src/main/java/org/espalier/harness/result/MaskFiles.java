package org.espalier.harness.result;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.npy.Npz;

/**
 * The masks of a comparison beside its results: {@code masks/seed-N/METHOD@SPARSITY.npz}, one array
 * of truths a prunable tensor, true where a weight is kept, which {@code numpy.load} opens. One
 * file a method, sparsity and seed: that after the last round of pruning, which fine-tuning keeps.
 * What may not stand in a file's name is written as in a URL.
 */
public final class MaskFiles {
  /** The folder's name. */
  public static final String FOLDER = "masks";

  /** Masks of more prunable weights are not kept. */
  public static final int MOST = 1 << 22;

  /**
   * How the name of a folder begins in which results are first written aside, inside of their own:
   * their masks are in that.
   */
  public static final String ASIDE = ".results-";

  private static final int LONGEST_NAME = 100;

  private MaskFiles() {}

  /**
   * Writes the mask of a method's cells at a sparsity; one of more than {@link #MOST} weights is
   * left out.
   *
   * @param folder of the results
   * @param method policy and estimator in one name, as in {@link Cell#method}
   * @param sparsity requested; NaN where the policy chooses its own
   * @throws EspalierException if it can't be written
   */
  public static void write(Path folder, String method, double sparsity, long seed, Mask mask) {
    if (mask.layout().prunableSize() > MOST) {
      return;
    }
    BitSet kept = mask.toBitSet();
    Map<String, Npz.Truths> layers = new LinkedHashMap<>();
    for (Parameter layer : mask.layout().prunable()) {
      layers.put(
          layer.name(), new Npz.Truths(kept.get(layer.offset(), layer.end()), layer.shape()));
    }
    Npz.write(file(folder, method, sparsity, seed), layers);
  }

  /**
   * The mask of a cell by tensor, in order; empty if none was kept.
   *
   * @param folder of the results
   * @throws InvalidDataException if it can't be read, or is damaged
   */
  public static Optional<Map<String, Npz.Truths>> read(Path folder, Cell cell) {
    boolean aside = String.valueOf(folder.getFileName()).startsWith(ASIDE);
    Path own = aside ? folder.resolveSibling("") : folder;
    Path file = file(own, cell.method(), cell.targetSparsity(), cell.seed());
    return Files.exists(file) ? Optional.of(Npz.read(file)) : Optional.empty();
  }

  /**
   * Copies the masks that one folder of results has and another has not.
   *
   * @throws EspalierException if one can't be read or written
   */
  public static void copy(Path from, Path to) {
    Path masks = from.resolve(FOLDER);
    if (!Files.isDirectory(masks)) {
      return;
    }
    try (Stream<Path> all = Files.walk(masks)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(FOLDER).resolve(masks.relativize(file).toString());
        if (Files.notExists(target)) {
          SafeFile.write(
              target, aside -> Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING));
        }
      }
    } catch (IOException e) {
      throw SafeFile.cannotRead(masks, e);
    }
  }

  static Path file(Path folder, String method, double sparsity, long seed) {
    String name = URLEncoder.encode(method, StandardCharsets.UTF_8).replace("*", "%2A");
    if (name.length() > LONGEST_NAME) {
      name = name.substring(0, LONGEST_NAME) + "-" + Integer.toHexString(method.hashCode());
    }
    String at = Double.isNaN(sparsity) ? "own" : Double.toString(sparsity);
    return folder.resolve(FOLDER).resolve("seed-" + seed).resolve(name + "@" + at + ".npz");
  }
}
