package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.UnitGroup;
import org.espalier.harness.Work;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitRemovalTest {
  private static final ParameterLayout WHOLE = Fixtures.mlp(4, 6, 5, 3);
  private static final ParameterLayout SMALL = Fixtures.mlp(4, 4, 5, 3);

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private Path beside = Path.of("");

  @BeforeEach
  void writeModel() throws IOException {
    file = Files.write(folder.resolve("m.onnx"), new byte[100]);
    beside = Files.write(folder.resolve("m.onnx.data"), new byte[1000]);
  }

  @Test
  void countsUnreadUnits() {
    assertEquals(new Work.Units(0, 11), UnitRemoval.units(Mask.all(WHOLE)));
    assertEquals(new Work.Units(2, 11), UnitRemoval.units(unread(WHOLE, 0, 1, 4)));
    assertEquals(new Work.Units(1, 6), UnitRemoval.units(unread(Fixtures.residual(4, 6, 3), 0, 2)));
  }

  @Test
  void tellsTheSizesOfAllFiles() throws IOException {
    UnitRemoval removal = new UnitRemoval(new Model(WHOLE, List.of(beside)), file);
    Path written = Files.write(folder.resolve("s.onnx"), new byte[300]);
    try (PrunableModel reduced = removal.reduce(unread(WHOLE, 0, 1, 4))) {
      Work.Removal result = removal.result(reduced, List.of(written));
      assertEquals(new Work.Size(24 + 6 + 30 + 5 + 15 + 3, 2 * 83, 1100), result.before());
      assertEquals(new Work.Size(16 + 4 + 20 + 5 + 15 + 3, 2 * 63, 300), result.after());
      assertEquals(
          new Work.Resized("fc1.W", List.of(6, 4), List.of(4, 4)), result.tensors().get(0));
      assertEquals(new Work.Resized("fc2.b", List.of(5), List.of(5)), result.tensors().get(3));
    }
  }

  @Test
  void refusesACutThatLeavesEverythingRead() {
    UnitRemoval removal = new UnitRemoval(new Model(WHOLE, List.of()), file);
    assertEquals(
        "no unit is left unread by this cut; ask for whole units: --set granularity=unit",
        assertThrows(EspalierException.class, () -> removal.reduce(Mask.all(WHOLE))).getMessage());
  }

  @Test
  void refusesAModelThatCannotLoseUnits() {
    PrunableModel fixed = new Fixed(WHOLE);
    assertEquals(
        "the adapter of " + file + " can't remove units; prune without --remove",
        assertThrows(EspalierException.class, () -> new UnitRemoval(fixed, file)).getMessage());
  }

  private static Mask unread(ParameterLayout layout, int group, int... units) {
    BitSet kept = Mask.all(layout).toBitSet();
    for (int unit : units) {
      UnitGroup.of(layout).get(group).outgoing(unit).forEach(r -> kept.clear(r.from(), r.to()));
    }
    return Mask.of(layout, kept);
  }

  /** Has a layout, and zeros. */
  private static class Fixed implements PrunableModel {
    private final ParameterLayout layout;

    Fixed(ParameterLayout layout) {
      this.layout = layout;
    }

    @Override
    public ParameterLayout layout() {
      return layout;
    }

    @Override
    public float[] weights() {
      return new float[layout.size()];
    }

    @Override
    public void setWeights(float[] weights) {
      throw new IllegalStateException("it stays as it is");
    }

    @Override
    public void save(Path target) {
      throw new IllegalStateException("nothing is saved");
    }

    @Override
    public void close() {}
  }

  /** Becomes the small one. */
  private static final class Model extends Fixed implements ReducibleModel {
    private final List<Path> beside;

    Model(ParameterLayout layout, List<Path> beside) {
      super(layout);
      this.beside = beside;
    }

    @Override
    public List<Path> filesBeside() {
      return beside;
    }

    @Override
    public PrunableModel reduce(Mask mask) {
      return new Fixed(SMALL);
    }
  }
}
