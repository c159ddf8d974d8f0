package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.espalier.adapter.dl4j.Dl4jAdapter;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ModelSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that are no models, or were one before they were damaged. */
class DamagedModelTest {
  private static final String JSON = NetworkBuilder.configure(TestModels.MLP).toJson();

  private final Dl4jAdapter adapter = new Dl4jAdapter();
  private final Path folder;

  DamagedModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void refusesWhatIsNoModelInOneLine() throws IOException {
    Path missing = folder.resolve("missing.zip");
    assertRefused(missing, "no such file");
    assertRefused(folder, "folder");
    Path text = folder.resolve("text.zip");
    Files.writeString(text, "a text, and no model");
    assertRefused(text, "no zip");
    assertRefused(Files.createFile(folder.resolve("empty.zip")), "no zip");
    Path good = folder.resolve("good.zip");
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 1)) {
      model.save(good);
    }
    byte[] bytes = Files.readAllBytes(good);
    Path truncated = folder.resolve("truncated.zip");
    Files.write(truncated, Arrays.copyOf(bytes, bytes.length - 40));
    assertRefused(truncated, "truncated");
    for (Path claimed : List.of(text, folder.resolve("empty.zip"), truncated)) {
      assertTrue(adapter.supports(new ModelSource.File(claimed)), claimed.toString());
    }
  }

  @Test
  void refusesDamagedAndForeignZips() throws IOException {
    assertRefused(zip("foreign.zip", "readme.txt", "hello"), "no configuration.json");
    assertRefused(zip("bare.zip", "configuration.json", "{}"), "configuration.json");
    assertRefused(zip("garbage.zip", "configuration.json", "not json"), "configuration.json");
    String json = NetworkBuilder.configure(TestModels.MLP).toJson();
    assertRefused(zip("empty.zip", "configuration.json", json), "no coefficients.bin");
    Path cut = folder.resolve("cut.zip");
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 1)) {
      model.save(cut);
    }
    try (ZipFile whole = new ZipFile(cut.toFile())) {
      byte[] coefficients = whole.getInputStream(whole.getEntry("coefficients.bin")).readAllBytes();
      for (int length : new int[] {0, 10, 60, coefficients.length - 5}) {
        Path file = folder.resolve("cut" + length + ".zip");
        write(file, json, Arrays.copyOf(coefficients, length));
        assertRefused(file, "coefficients.bin");
      }
      Path other = folder.resolve("other.zip");
      write(other, NetworkBuilder.configure(TestModels.CNN).toJson(), coefficients);
      assertRefused(other, "parameters");
    }
  }

  @Test
  void claimsATruncatedModelOfAnyNameAndNoTextOfAnother() throws IOException {
    Path cut = folder.resolve("model.dl4j");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(saved()), 500));
    assertTrue(adapter.supports(new ModelSource.File(cut)));
    assertRefused(cut, "truncated");
    Path text = Files.writeString(folder.resolve("notes.txt"), "a text");
    assertFalse(adapter.supports(new ModelSource.File(text)));
    Path foreign = zip("foreign.zip", "readme.txt", "hello");
    assertFalse(adapter.supports(new ModelSource.File(foreign)));
  }

  @Test
  void claimsAModelThatItMayNotReadAndSaysSo() throws IOException {
    Path file = saved();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");
    assertTrue(adapter.supports(new ModelSource.File(file)));
    assertRefused(file, "permission denied");
  }

  /** A flipped bit in what is stored as it is shows in nothing but the checksum. */
  @ParameterizedTest
  @ValueSource(strings = {"configuration.json", "coefficients.bin", "updaterState.bin"})
  void refusesAWrongChecksum(String damaged) throws IOException {
    Path file = folder.resolve("stored.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("configuration.json", "coefficients.bin", "updaterState.bin")) {
        byte[] content =
            name.equals("configuration.json") ? JSON.getBytes(StandardCharsets.UTF_8) : weights(0);
        store(zip, name, content);
      }
    }
    adapter.open(new ModelSource.File(file)).close();
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int name = text.indexOf(damaged);
    bytes[name + damaged.length() + weights(0).length - 3] ^= 1;
    Files.write(file, bytes);
    assertRefused(file, "the checksum of its " + damaged + " is wrong");
  }

  @Test
  void refusesWhatCannotBeUnpacked() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("coefficients.bin") + 16;
    Arrays.fill(bytes, data, data + 40, (byte) 0xff);
    Files.write(file, bytes);
    assertRefused(file, "coefficients.bin can't be unpacked");
  }

  @Test
  void refusesBytesBehindTheCoefficients() throws IOException {
    Path file = folder.resolve("long.zip");
    byte[] whole = weights(0);
    write(file, JSON, whole);
    adapter.open(new ModelSource.File(file)).close();
    write(file, JSON, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(file, "more bytes than its shape says");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesWeightsThatAreNotFinite(float value) throws IOException {
    Path file = folder.resolve("diverged.zip");
    write(file, JSON, weights(value));
    assertRefused(file, "holds " + value + " in parameter 0_b at 1");
  }

  /** Coefficients of the MLP, all zero but the second bias of its first layer. */
  private static byte[] weights(float value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 1);
        DataOutputStream data = new DataOutputStream(bytes)) {
      float[] weights = new float[model.layout().size()];
      weights[model.layout().find("0_b").orElseThrow().offset() + 1] = value;
      try (INDArray array = Nd4j.createFromArray(weights).reshape(1, weights.length)) {
        Nd4j.write(array, data);
      }
    }
    return bytes.toByteArray();
  }

  private Path saved() {
    Path file = folder.resolve("saved.zip");
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 1)) {
      model.save(file);
    }
    return file;
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
  }

  private Path zip(String name, String entry, String text) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void write(Path file, String json, byte[] coefficients) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write(json.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
      zip.write(coefficients);
    }
  }

  private void assertRefused(Path file, String why) {
    InvalidDataException refusal =
        assertThrows(
            InvalidDataException.class, () -> adapter.open(new ModelSource.File(file)).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains(why), message);
    assertFalse(message.contains("\n"), message);
  }
}
