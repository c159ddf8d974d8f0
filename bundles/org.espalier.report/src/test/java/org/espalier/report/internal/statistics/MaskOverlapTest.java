package org.espalier.report.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.npy.Npz.Truths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MaskOverlapTest {
  static Stream<JsonNode> cases() {
    return References.json("mask_overlap.json");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithNumpy(JsonNode expected) {
    MaskOverlap overlap =
        MaskOverlap.of(mask(expected.get("masks").get(0)), mask(expected.get("masks").get(1)));

    assertEquals(expected.get("iou").asDouble(), overlap.iou(), 1e-12);
    assertEquals(expected.get("chance").asDouble(), overlap.chance(), 2e-3); // of the draws
  }

  @Test
  void whatKeepsNothingIsTheSameAndOtherNetworksAreRefused() {
    Map<String, Truths> nothing = Map.of("w", new Truths(new BitSet(), List.of(3)));

    assertEquals(new MaskOverlap(1, 1), MaskOverlap.of(nothing, nothing));
    assertThrows(IllegalArgumentException.class, () -> MaskOverlap.of(nothing, Map.of()));
  }

  private static Map<String, Truths> mask(JsonNode tensors) {
    Map<String, Truths> mask = new LinkedHashMap<>();
    tensors
        .fields()
        .forEachRemaining(
            tensor -> {
              BitSet kept = new BitSet();
              for (int i = 0; i < tensor.getValue().size(); i++) {
                kept.set(i, tensor.getValue().get(i).asInt() == 1);
              }
              mask.put(tensor.getKey(), new Truths(kept, List.of(tensor.getValue().size())));
            });
    return mask;
  }
}
