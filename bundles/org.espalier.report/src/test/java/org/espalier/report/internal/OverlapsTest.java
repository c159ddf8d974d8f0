package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.core.npy.Npz.Truths;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

final class OverlapsTest {
  private static final int SIZE = 100;

  /** Keeps ten weights of a hundred: the method's first ten, moved by the seed. */
  private static final Masks MASKS =
      cell -> {
        int first = (cell.policy().equals("magnitude") ? 0 : 5) + 20 * (int) cell.seed();
        BitSet kept = new BitSet();
        IntStream.range(first, first + 10).forEach(kept::set);
        return cell.policy().equals("unknown")
            ? Optional.empty()
            : Optional.of(Map.of("w", new Truths(kept, List.of(SIZE))));
      };

  private static Results results() {
    List<Cell> cells = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      cells.add(SampleResults.dense(seed, 0.97));
      for (String policy : List.of("magnitude", "ours", "unknown")) {
        cells.add(SampleResults.measured(policy, 0.9, seed, Stage.ONE_SHOT, 0.9));
      }
    }
    return SampleResults.results("digits", true, List.of(), List.of(), cells);
  }

  @Test
  void comparesMethodsOnASeedAndAMethodAcrossSeeds() {
    List<Overlaps.Overlap> all = new Overlaps(new Comparison(results()), MASKS).all();

    assertEquals(3, all.size());
    Overlaps.Overlap own = all.get(0);
    assertTrue(own.acrossSeeds());
    assertEquals(0, own.iou());
    assertEquals(3, own.pairs());
    assertEquals(1 / 19.0, own.chance(), 1e-12); // one common of nineteen, ten of a hundred each
    Overlaps.Overlap pair = all.get(1);
    assertEquals("ours", pair.other().policy());
    assertEquals(5 / 15.0, pair.iou(), 1e-12);
    assertEquals(3, pair.pairs());
  }

  @Test
  void thePageShowsItAndDoesWithout() {
    Document with = Jsoup.parse(HtmlReport.render(results(), MASKS));
    Document without = Jsoup.parse(HtmlReport.render(results()));

    String text = with.expectFirst("section:has(#overlaps)").text();
    assertTrue(
        text.contains(
            "magnitude and ours share 33 % of the weights that either keeps (by chance 5 %)"),
        text);
    assertEquals(2, with.select("section:has(#overlaps) tbody tr").size());
    assertEquals(0, without.select("#overlaps").size());
  }

  @Test
  void theFileHoldsIt() {
    Results results = results();
    String json = ResultsJson.render(results, MASKS);

    assertTrue(json.contains("\"iou\" : 0.3333333333333333"), json);
    assertEquals(results, ResultsParser.parse(json));
  }
}
