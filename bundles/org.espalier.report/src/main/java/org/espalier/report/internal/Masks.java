package org.espalier.report.internal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.npy.Npz.Truths;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.MaskFiles;

/** Where the masks of cells are found. */
interface Masks {
  /** None are there. */
  Masks NONE = cell -> Optional.empty();

  /** Beside the results in a folder. */
  static Masks in(Path folder) {
    return cell -> MaskFiles.read(folder, cell);
  }

  /** A cell's mask by tensor; empty if it wasn't kept. */
  Optional<Map<String, Truths>> of(Cell cell);
}
