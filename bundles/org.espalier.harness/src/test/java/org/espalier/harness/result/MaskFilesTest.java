package org.espalier.harness.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.npy.Npz;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaskFilesTest {
  private static final String METHOD = "removal-effect:a=b/../* (lasso-granger@permuted)";

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @Test
  void keepsTheMaskOfEachPrunableTensor() {
    ParameterLayout layout = Fixtures.mlp(4, 3, 2);
    BitSet kept = new BitSet();
    kept.set(0, layout.size());
    Parameter first = layout.prunable().get(0);
    kept.clear(first.offset() + 1);
    MaskFiles.write(folder, METHOD, 0.1, 7, Mask.of(layout, kept));

    Map<String, Npz.Truths> read = MaskFiles.read(folder, cell(0.1, 7)).orElseThrow();

    assertEquals(
        layout.prunable().stream().map(Parameter::name).toList(), List.copyOf(read.keySet()));
    for (Parameter tensor : layout.prunable()) {
      Npz.Truths truths = Objects.requireNonNull(read.get(tensor.name()));
      assertEquals(tensor.shape(), truths.shape());
      assertEquals(kept.get(tensor.offset(), tensor.end()), truths.values());
    }
    assertEquals(
        Optional.of(read), MaskFiles.read(folder.resolve(MaskFiles.ASIDE + "1"), cell(0.1, 7)));
    assertEquals(Optional.empty(), MaskFiles.read(folder, cell(0.1, 8)));
    assertEquals(Optional.empty(), MaskFiles.read(folder, cell(Double.NaN, 7)));
  }

  @Test
  void noNameLeadsOutOfTheFolderOrToTheFileOfAnother() {
    Path file = MaskFiles.file(folder, METHOD, 0.9, 0);

    assertEquals(folder.resolve("masks").resolve("seed-0"), file.getParent());
    String longest = "x".repeat(500);
    assertNotEquals(
        MaskFiles.file(folder, longest + "a", 0.9, 0),
        MaskFiles.file(folder, longest + "b", 0.9, 0));
  }

  private static Cell cell(double sparsity, long seed) {
    return new Cell(
        METHOD.substring(0, METHOD.indexOf(' ')),
        "lasso-granger@permuted",
        sparsity,
        0.1,
        seed,
        Stage.ONE_SHOT,
        Status.OK,
        "",
        1,
        0,
        1,
        1,
        1,
        0,
        Map.of(),
        List.of(),
        Map.of());
  }
}
