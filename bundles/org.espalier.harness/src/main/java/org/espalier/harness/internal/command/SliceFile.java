package org.espalier.harness.internal.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.SafeFile;
import org.espalier.harness.internal.data.JsonText;
import org.espalier.harness.internal.flatness.LossSlices;
import org.espalier.harness.internal.flatness.LossSurface;

/**
 * Slices of a loss in a file: a line along one filter-normalised direction and a plane along it and
 * another.
 *
 * <p>As JSON, {@code line} has the steps {@code a} and the losses; {@code plane} has the steps
 * {@code a} and {@code b} and one row of losses for each b. As CSV, each row has {@code
 * slice,a,b,loss}.
 */
final class SliceFile {
  private SliceFile() {}

  /** Takes the slices and writes them; the directions are those of the seed and the next one. */
  static void write(Path file, LossSurface surface, long seed) {
    LossSlices slices = new LossSlices(surface);
    List<Double> line = LossSlices.steps(LossSlices.LINE);
    List<Double> plane = LossSlices.steps(LossSlices.PLANE);
    List<Double> alongLine = slices.line(line, seed);
    List<List<Double>> overPlane = slices.plane(plane, seed, seed + 1);
    boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    SafeFile.writeText(
        file,
        csv ? csv(line, alongLine, plane, overPlane) : json(line, alongLine, plane, overPlane));
  }

  private static String csv(
      List<Double> line, List<Double> alongLine, List<Double> plane, List<List<Double>> overPlane) {
    StringBuilder text = new StringBuilder("slice,a,b,loss\n");
    for (int i = 0; i < line.size(); i++) {
      text.append("line,%s,0.0,%s\n".formatted(line.get(i), alongLine.get(i)));
    }
    for (int row = 0; row < plane.size(); row++) {
      for (int i = 0; i < plane.size(); i++) {
        double loss = overPlane.get(row).get(i);
        text.append("plane,%s,%s,%s\n".formatted(plane.get(i), plane.get(row), loss));
      }
    }
    return text.toString();
  }

  private static String json(
      List<Double> line, List<Double> alongLine, List<Double> plane, List<List<Double>> overPlane) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("line", entries("a", line, "losses", alongLine));
    Map<String, Object> both = entries("a", plane, "b", plane);
    both.put("losses", overPlane);
    map.put("plane", both);
    return JsonText.of(map);
  }

  private static Map<String, Object> entries(String key, Object value, String other, Object more) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    map.put(other, more);
    return map;
  }
}
