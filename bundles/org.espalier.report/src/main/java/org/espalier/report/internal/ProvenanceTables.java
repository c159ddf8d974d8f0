package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Training;

/** Tables that let a reader run the comparison again. */
final class ProvenanceTables {
  private ProvenanceTables() {}

  /** The run, the experiment as it was run, the versions, the machine, the services. */
  static List<Table> of(Results results) {
    Provenance provenance = results.provenance();
    Map<String, Object> options = new LinkedHashMap<>();
    flatten("", provenance.experiment(), options);
    return Stream.of(
            pairs("The run", "What", run(results)),
            pairs("The experiment as it was run, every default filled in", "Option", options),
            pairs("Versions", "Part", provenance.versions()),
            pairs("Machine", "What", provenance.machine()),
            pairs("Services that made the cells", "Role", services(results)))
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  private static Map<String, Object> run(Results results) {
    Provenance provenance = results.provenance();
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("experiment", results.experiment());
    run.put("data set", results.dataset());
    run.put("data", provenance.dataSummary());
    run.put("data fingerprint, SHA-256", provenance.dataFingerprint());
    run.put("model", results.model());
    run.put("training recipe", results.recipe());
    run.put("pruning schedule", results.schedule());
    run.put("seeds", seeds(results));
    run.put("started", provenance.started());
    run.put("seconds", Text.fixed(provenance.seconds(), 1));
    run.put("complete", results.complete() ? "yes" : "no, stopped before its end");
    return run;
  }

  private static String seeds(Results results) {
    return Stream.concat(
            results.trainings().stream().map(Training::seed),
            results.cells().stream().map(Cell::seed))
        .distinct()
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /** A role may have been played by several versions, one after the other. */
  private static Map<String, String> services(Results results) {
    Map<String, List<String>> byRole = new TreeMap<>();
    for (Cell cell : results.cells()) {
      cell.services()
          .forEach(
              (role, service) -> {
                List<String> known = byRole.computeIfAbsent(role, k -> new ArrayList<>());
                if (!known.contains(service)) {
                  known.add(service);
                }
              });
    }
    Map<String, String> services = new LinkedHashMap<>();
    byRole.forEach((role, known) -> services.put(role, String.join(", ", known)));
    return services;
  }

  private static void flatten(String prefix, Map<?, ?> nested, Map<String, Object> flat) {
    nested.forEach(
        (key, value) -> {
          String name = prefix + key;
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            flatten(name + ".", map, flat);
          } else {
            flat.put(name, spelled(value));
          }
        });
  }

  private static String spelled(Object value) {
    return value instanceof Collection<?> items
        ? items.stream().map(Objects::toString).collect(Collectors.joining(", "))
        : Objects.toString(value);
  }

  private static Table pairs(String caption, String head, Map<String, ?> pairs) {
    List<List<String>> rows = new ArrayList<>();
    pairs.forEach((key, value) -> rows.add(List.of(key, Objects.toString(value))));
    Table table = Table.plain(caption, List.of(head, "Value"), rows);
    List<Table.Row> prose =
        table.rows().stream()
            .map(
                row ->
                    new Table.Row(
                        row.label(),
                        row.style(),
                        row.entries().stream().map(e -> Table.Entry.of(e.text()).prose()).toList()))
            .toList();
    return new Table(table.caption(), table.groups(), table.heads(), prose);
  }
}
