package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ParameterLayoutTest {
  private static final Parameter FILTERS = weight("conv.W", 0, 16, 3, 3, 3);
  private static final Parameter SHIFT =
      new Parameter("conv.b", "conv", ParameterRole.BIAS, List.of(16), 432, false, 64);
  private static final Parameter DENSE = weight("out.W", 448, 10, 16);
  private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(FILTERS, SHIFT, DENSE));

  @Test
  void countsValues() {
    assertEquals(432, FILTERS.size());
    assertEquals(16, FILTERS.units());
    assertEquals(27, FILTERS.fanIn());
    assertEquals(608, LAYOUT.size());
    assertEquals(592, LAYOUT.prunableSize());
    assertEquals(List.of(FILTERS, DENSE), LAYOUT.prunable());
    assertEquals(Optional.of(DENSE), LAYOUT.find("out.W"));
    assertEquals(Optional.empty(), LAYOUT.find("out.w"));
    assertEquals(0, new ParameterLayout(List.of()).size());
  }

  @Test
  void takesAScalar() {
    Parameter scalar = weight("s", 7);
    assertEquals(1, scalar.size());
    assertEquals(1, scalar.units());
    assertEquals(8, scalar.end());
  }

  @Test
  void refusesGapsAndDoubleNames() {
    assertEquals(
        "parameter out.W starts at 448, but the one before it ends at 432",
        refusal(() -> new ParameterLayout(List.of(FILTERS, DENSE))));
    assertEquals(
        "parameter a comes twice",
        refusal(() -> new ParameterLayout(List.of(weight("a", 0, 2), weight("a", 2, 2)))));
  }

  @Test
  void refusesImpossibleShapes() {
    assertEquals("parameter a has an axis of 0", refusal(() -> weight("a", 0, 3, 0)));
    assertEquals(
        "parameter a of shape [65536, 65536, 65536, 65536, 2] has more than 2^31 - 1 values",
        refusal(() -> weight("a", 0, 65536, 65536, 65536, 65536, 2)));
    assertEquals(
        "parameter a spans 2147483647 + 2; the limit is 2^31 - 1",
        refusal(() -> weight("a", Integer.MAX_VALUE, 2)));
    assertEquals(
        "parameter a spans -1 + 2; the limit is 2^31 - 1", refusal(() -> weight("a", -1, 2)));
    assertEquals(
        "parameter a has -1 positions",
        refusal(() -> new Parameter("a", "a", ParameterRole.WEIGHT, List.of(2), 0, true, -1)));
  }

  @Test
  void namesTheFirstMismatch() {
    ParameterLayout same =
        new ParameterLayout(
            List.of(
                FILTERS,
                new Parameter("conv.b", "other", ParameterRole.OTHER, List.of(16), 432, false, 1),
                DENSE));
    assertEquals(Optional.empty(), LAYOUT.mismatch(same, "the trajectory"));
    assertEquals(
        Optional.of("the model has conv.b [16] (kept) where the trajectory has conv.b [16]"),
        LAYOUT.mismatch(
            new ParameterLayout(List.of(FILTERS, weight("conv.b", 432, 16))), "the trajectory"));
    assertEquals(
        Optional.of("the model has out.W [10, 16] where the trajectory has nothing more"),
        LAYOUT.mismatch(new ParameterLayout(List.of(FILTERS, SHIFT)), "the trajectory"));
    assertEquals(
        Optional.of("the model has nothing more where the trajectory has out.W [10, 16]"),
        new ParameterLayout(List.of(FILTERS, SHIFT)).mismatch(LAYOUT, "the trajectory"));
  }

  @Test
  void takesConnectionsThatFit() {
    Parameter flattened = weight("out.W", 448, 10, 16 * 4);
    Connection connection = new Connection("conv.W", "out.W");
    for (Parameter target : List.of(DENSE, flattened)) {
      List<Parameter> parameters = List.of(FILTERS, SHIFT, target);
      ParameterLayout connected = new ParameterLayout(parameters, List.of(connection));
      assertEquals(List.of(connection), connected.connections());
      assertEquals(
          Optional.empty(), connected.mismatch(new ParameterLayout(parameters), "the trajectory"));
    }
    assertEquals(List.of(), LAYOUT.connections());
  }

  @Test
  void refusesConnectionsThatDoNotFit() {
    assertEquals("a connection of conv, which is not there", refusal("conv", "out.W"));
    assertEquals("a connection of out, which is not there", refusal("conv.W", "out"));
    assertEquals("a connection of conv.b, which has no units", refusal("conv.b", "out.W"));
    assertEquals("a connection of conv.b, which has no units", refusal("conv.W", "conv.b"));
    assertEquals(
        "the 10 units of out.W can't be the inputs of conv.W, whose shape is [16, 3, 3, 3]",
        refusal("out.W", "conv.W"));
    assertEquals(
        "the 3 units of a can't be the inputs of b, whose shape is [6]",
        refusal(
            () ->
                new ParameterLayout(
                    List.of(weight("a", 0, 3, 2), weight("b", 6, 6)),
                    List.of(new Connection("a", "b")))));
  }

  private static String refusal(String source, String target) {
    return refusal(
        () -> new ParameterLayout(LAYOUT.parameters(), List.of(new Connection(source, target))));
  }

  private static Parameter weight(String name, int offset, Integer... shape) {
    return new Parameter(name, name, ParameterRole.WEIGHT, List.of(shape), offset, true, 1);
  }

  private static String refusal(Executable what) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
