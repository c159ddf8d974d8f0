package org.espalier.harness.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.core.Progress;
import org.espalier.harness.Comparison;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.CellKey;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.MaskFiles;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.result.Training;

/** Puts the results of parts of one experiment together, in the order of the experiment. */
public final class Merge {
  private final Setting setting;
  private final List<Results> parts;

  private Merge(Setting setting, List<Results> parts) {
    this.setting = setting;
    this.parts = parts;
  }

  /**
   * Reads the parts and writes the whole.
   *
   * @throws IllegalArgumentException if they are not parts of one experiment, or differ in a cell
   */
  public static Comparison run(Plugins plugins, List<Path> folders, Path out) {
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("nothing to merge: name the folders of the parts");
    }
    try (FolderLock lock = FolderLock.take(out)) {
      boolean written = false;
      try {
        Comparison whole = merged(plugins, folders, out);
        written = true;
        return whole;
      } finally {
        if (!written && lock.hasMadeFolder()) {
          TrajectoryFolder.delete(out);
        }
      }
    }
  }

  private static Comparison merged(Plugins plugins, List<Path> folders, Path out) {
    List<Earlier> found = folders.stream().map(folder -> part(plugins, folder)).toList();
    boolean isPart = folders.stream().anyMatch(folder -> isSame(folder, out));
    if (!isPart && Earlier.find(plugins, out).isPresent()) {
      throw new IllegalArgumentException(
          "there are results in %s already; name it among the parts too, or another --out"
              .formatted(out));
    }
    Setting setting = Setting.of(found.get(0).experiment(), plugins, Progress.NONE);
    requireOne(setting, found, folders);
    Results whole = new Merge(setting, found.stream().map(Earlier::results).toList()).results();
    folders.forEach(folder -> MaskFiles.copy(folder, out));
    ResultFiles written = new ResultFiles.Writer(plugins, out).write(() -> whole);
    return new Comparison(whole, written.files(), whole.cells().size(), false);
  }

  private static Earlier part(Plugins plugins, Path folder) {
    return Earlier.find(plugins, folder)
        .orElseThrow(
            () -> new IllegalArgumentException("there are no results in " + folder + " to merge"));
  }

  private static boolean isSame(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  private static void requireOne(Setting setting, List<Earlier> parts, List<Path> folders) {
    String fingerprint = setting.networks().data().data().fingerprint();
    for (int i = 0; i < parts.size(); i++) {
      Path folder = folders.get(i);
      parts
          .get(i)
          .difference(setting.experiment())
          .ifPresent(
              difference -> {
                throw new IllegalArgumentException(
                    "%s and %s are no parts of one experiment: %s"
                        .formatted(folders.get(0), folder, difference));
              });
      parts.get(i).requireData(fingerprint);
    }
  }

  private Results results() {
    Map<CellKey, Cell> cells = new HashMap<>();
    parts.forEach(part -> part.cells().forEach(cell -> add(cells, cell)));
    List<Cell> ordered = ordered(cells);
    Results first = parts.get(0);
    return new Results(
        first.experiment(),
        first.dataset(),
        first.model(),
        first.schedule(),
        first.recipe(),
        ordered.size() == setting.cells(),
        parts.stream().map(Results::provenance).reduce(Merge::both).orElseThrow(),
        bySeed(Results::trainings, Training::seed, training -> ""),
        bySeed(Results::estimates, Estimate::seed, Estimate::estimator),
        ordered);
  }

  /** What was measured takes the place of what was not; what was measured twice must agree. */
  private static void add(Map<CellKey, Cell> cells, Cell cell) {
    cells.merge(
        cell.key(),
        cell,
        (before, now) -> {
          if (before.status() != Status.OK) {
            return now;
          }
          if (now.status() == Status.OK
              && (before.accuracy() != now.accuracy() || before.loss() != now.loss())) {
            throw new IllegalArgumentException(
                "the parts differ in %s at %s, seed %d, %s: the loss is %s in one and %s in another"
                    .formatted(
                        before.method(),
                        before.targetSparsity(),
                        before.seed(),
                        before.stage().id(),
                        before.loss(),
                        now.loss()));
          }
          return before;
        });
  }

  private List<Cell> ordered(Map<CellKey, Cell> cells) {
    List<CellKey> keys = new ArrayList<>();
    for (long seed = 0; seed < setting.experiment().seeds(); seed++) {
      keys.add(Cells.DENSE.key(seed, Stage.DENSE));
      for (Planned planned : setting.plan().cells()) {
        for (Stage stage : setting.stages()) {
          keys.add(planned.key(seed, stage));
        }
      }
    }
    return keys.stream().filter(cells::containsKey).map(cells::get).toList();
  }

  private <T> List<T> bySeed(
      Function<Results, List<T>> of, Function<T, Long> seed, Function<T, String> name) {
    Map<Long, Map<String, T>> all = new TreeMap<>();
    parts.stream()
        .flatMap(part -> of.apply(part).stream())
        .forEach(
            one ->
                all.computeIfAbsent(seed.apply(one), s -> new LinkedHashMap<>())
                    .putIfAbsent(name.apply(one), one));
    return all.values().stream().flatMap(names -> names.values().stream()).toList();
  }

  /** The first start, the time of both, and whatever made either. */
  private static Provenance both(Provenance one, Provenance other) {
    String started =
        Stream.of(one.started(), other.started()).min(Comparator.naturalOrder()).orElseThrow();
    return new Provenance(
        started,
        one.seconds() + other.seconds(),
        one.dataFingerprint(),
        one.dataSummary(),
        one.experiment(),
        Versions.after(one.versions(), other.versions()),
        Versions.after(one.machine(), other.machine()));
  }
}
