package org.espalier.harness.internal.data;

import static org.espalier.harness.internal.data.DataFiles.labelCounts;
import static org.espalier.harness.internal.data.DataFiles.refusal;
import static org.espalier.harness.internal.data.DataFiles.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.npy.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyDataTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void readsNumPyArrays() {
    Path features = folder.resolve("x.npy");
    Path labels = folder.resolve("y.npy");
    Npy.writeDoubles(features, new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 1, 2);
    Npy.writeInts(labels, new int[] {1, 0, 2, 1});
    LoadedData loaded = DatasetLoader.load("npy:" + features + "," + labels);
    assertTrue(loaded.standardize());
    assertEquals(3, loaded.trainSize());
    assertEquals(List.of(1, 2), loaded.data().exampleShape());
    assertArrayEquals(new float[] {3, 4}, row(loaded.data(), 1));
    assertArrayEquals(new int[] {1, 2, 1}, labelCounts(loaded.data()));
  }

  @Test
  void refusesNumPyArraysThatDoNotFit() {
    Path x = folder.resolve("x.npy");
    Path y = folder.resolve("y.npy");
    Npy.writeFloats(x, new float[6], 3, 2);
    Npy.writeInts(y, new int[] {0, 1});
    String name = "npy:" + x + "," + y;
    assertEquals(y + " has shape [2]; expected one label for each of 3 examples", refusal(name));
    Npy.writeInts(y, new int[] {0, 1, 0}, 3, 1);
    assertEquals(y + " has shape [3, 1]; expected one label for each of 3 examples", refusal(name));
    Npy.writeInts(y, new int[] {0, -1, 1});
    assertEquals(x + ": data set x.npy has label -1 in row 1; labels are 0 to 1", refusal(name));
    Npy.writeDoubles(y, new double[] {0, 0.5, 1});
    assertTrue(refusal(name).startsWith(y + ": 0.5 at [1] is not a whole number"));
    Npy.writeInts(y, new int[] {0, 1, 1});
    Npy.writeFloats(x, new float[] {0, 1, Float.NaN, 3, 4, 5}, 3, 2);
    assertEquals(
        x + ": data set x.npy has NaN in row 1, column 0; every value must be finite",
        refusal(name));
    Npy.writeFloats(x, new float[3], 3);
    assertEquals(x + " has shape [3]; features need one row an example", refusal(name));
  }
}
