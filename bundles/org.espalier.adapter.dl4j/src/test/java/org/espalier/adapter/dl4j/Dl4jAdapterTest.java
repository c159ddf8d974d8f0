package org.espalier.adapter.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.ModelSource;
import org.espalier.testkit.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dl4jAdapterTest {
  private final Dl4jAdapter adapter = new Dl4jAdapter();

  @Test
  void supportsArchitecturesAndZipsWithAConfiguration(@TempDir Path folder) throws IOException {
    Architecture architecture = new Architecture("a", List.of(2), List.of(), 2);
    assertTrue(adapter.supports(new ModelSource.New(architecture, 1)));
    assertFalse(adapter.supports(new ModelSource.File(folder)));
    assertFalse(adapter.supports(new ModelSource.File(folder.resolve("missing.zip"))));
    Path text = Files.writeString(folder.resolve("text.onnx"), "a text");
    assertFalse(adapter.supports(new ModelSource.File(text)));
  }

  @Test
  void refusesPoolingThatLeavesNothing() {
    Architecture small =
        new Architecture(
            "small",
            List.of(1, 6, 6),
            List.of(new LayerSpec.MaxPooling(4), new LayerSpec.MaxPooling(2)),
            2);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> adapter.open(new ModelSource.New(small, 1)).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("small"), message);
  }

  @Test
  void isListedWithoutBeingStarted() {
    Map<String, String> properties =
        Descriptor.properties(Dl4jAdapter.class, "org.espalier.adapter.dl4j.Dl4jAdapter");
    assertEquals("dl4j", properties.get("espalier.id"));
    assertFalse(properties.getOrDefault("espalier.source", "").isBlank());
  }
}
