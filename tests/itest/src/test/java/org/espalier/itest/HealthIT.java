package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** A deployment without commands and shell: its health, and its work through services alone. */
class HealthIT {
  private static final List<String> HEADLESS =
      List.of(
          "base",
          "store",
          "dl4j",
          "onnx",
          "lasso-granger",
          "causal-policies",
          "baseline-policies",
          "layerwise-policies",
          "harness",
          "report",
          "health");

  private static final String NATIVES = "Espalier natives";
  private static final String DISK = "Espalier trajectory disk";
  private static final String PLUGINS = "Espalier plugins";

  private TestContainer container;
  private Function<String, Map<String, String>> checks;

  @BeforeEach
  @SuppressWarnings("unchecked")
  void startFramework() throws Exception {
    container = TestContainer.start(HEADLESS);
    checks = container.probe(Function.class, "health");
  }

  @AfterEach
  void stopFramework() {
    container.close();
  }

  @Test
  @SuppressWarnings("unchecked")
  void aSoundDeploymentIsHealthyAndWorksThroughServices(@TempDir Path folder) throws Exception {
    configureDisk(Map.of("folder", folder.toString(), "warnBelowMebibytes", 1L));
    Map<String, String> results = checks.apply("espalier");

    assertEquals(3, results.size(), results::toString);
    assertEquals(
        "OK\nadapter dl4j: loads and computes\nadapter onnx: loads and computes",
        sortedLines(result(results, NATIVES)));
    assertTrue(result(results, DISK).matches("OK\n[\\d,]+ MiB free in .*"), result(results, DISK));
    assertTrue(result(results, PLUGINS).startsWith("OK\n"), result(results, PLUGINS));
    assertEquals(List.of(), list(folder));

    BiFunction<String, LongConsumer, List<Map<String, Object>>> comparison =
        container.probe(BiFunction.class, "comparison");
    List<Map<String, Object>> cells =
        comparison.apply(
            """
            {"dataset": "digits", "model": "mlp:64-16-10", "seeds": 1, "sparsities": [0.8],
             "policies": ["removal-effect", "magnitude"], "estimators": ["lasso-granger"],
             "training": {"epochs": 3}, "fineTuning": {"epochs": 1}}
            """,
            units -> {});
    assertEquals(1 + 2 * 2, cells.size());
    cells.forEach(cell -> assertEquals("OK", cell.get("status"), String.valueOf(cell)));
  }

  @Test
  void aBundleThatLacksAPackageIsNamedWithIt() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "com.example.lacking");
    manifest.getMainAttributes().putValue(Constants.IMPORT_PACKAGE, "com.example.nobody.has");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    container.context().installBundle("lacking", new ByteArrayInputStream(bytes.toByteArray()));

    assertEquals(
        "CRITICAL\nthe bundle com.example.lacking 0.0.0: can't be resolved: no bundle provides the"
            + " package com.example.nobody.has",
        result("plugins", PLUGINS));
  }

  @Test
  void aComponentThatLacksAServiceIsNamedWithIt() throws Exception {
    container.bundle("org.espalier.harness").stop();

    String result = result("plugins", PLUGINS);

    assertTrue(result.startsWith("CRITICAL\n"), result);
    assertTrue(
        result.contains(
            "the component org.espalier.probe.ComparisonProbe of org.espalier.probe: lacks a service"
                + " org.espalier.harness.Comparisons (org.espalier.harness would provide it, but isn't"
                + " started)"),
        result);
  }

  @Test
  void aDiskThatIsFullOrNotWritableIsNamed(@TempDir Path folder) throws Exception {
    configureDisk(Map.of("folder", folder.toString(), "criticalBelowMebibytes", Long.MAX_VALUE));
    String full = result("disk", DISK);
    assertTrue(full.matches("(?s)CRITICAL\n.* MiB free in .*, below \\d+ MiB; make room"), full);

    configureDisk(Map.of("folder", folder.toString(), "warnBelowMebibytes", Long.MAX_VALUE));
    String low = result("disk", DISK);
    assertTrue(low.startsWith("WARN\n"), low);

    Path file = Files.createFile(folder.resolve("file"));
    configureDisk(Map.of("folder", file.toString()));
    assertEquals(
        "CRITICAL\n" + file + " is not a folder; make it, or configure another",
        result("disk", DISK));

    // Not even the system's administrator can make a file there.
    if (Files.isDirectory(Path.of("/proc/self"))) {
      configureDisk(Map.of("folder", "/proc/self"));
      String refused = result("disk", DISK);
      assertTrue(refused.startsWith("CRITICAL\nnothing can be written to /proc/self: "), refused);
    }
  }

  /** Of the ONNX Runtime only its natives are taken away. */
  @Test
  void anAdapterWhoseNativesDontLoadIsNamed() throws Exception {
    Bundle library = container.bundle("org.espalier.lib.onnxruntime");
    library.update(new ByteArrayInputStream(withoutNatives(library)));
    CountDownLatch refreshed = new CountDownLatch(1);
    container
        .context()
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(library),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    assertTrue(refreshed.await(20, TimeUnit.SECONDS), "no refresh");

    String result = result("natives", NATIVES);

    assertTrue(result.startsWith("CRITICAL\n"), result);
    assertTrue(result.contains("adapter dl4j: loads and computes"), result);
    assertTrue(result.contains("adapter onnx: java.lang.UnsatisfiedLinkError: "), result);
  }

  @SuppressWarnings("unchecked")
  private void configureDisk(Map<String, Object> values) throws InterruptedException {
    BiConsumer<String, Map<String, Object>> configuration =
        container.probe(BiConsumer.class, "configuration");
    configuration.accept("org.espalier.health.trajectory-disk", values);
    Thread.sleep(300); // configurations arrive in their own time
  }

  private static byte[] withoutNatives(Bundle bundle) throws IOException {
    Path file = Path.of(URI.create(bundle.getLocation().substring("reference:".length())));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile source = new JarFile(file.toFile());
        JarOutputStream target = new JarOutputStream(bytes, source.getManifest())) {
      for (JarEntry entry : source.stream().toList()) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)
            && !entry.getName().startsWith("ai/onnxruntime/native/")) {
          target.putNextEntry(new JarEntry(entry.getName()));
          try (InputStream in = source.getInputStream(entry)) {
            in.transferTo(target);
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  private String result(String tag, String check) {
    return result(checks.apply(tag), check);
  }

  private static String result(Map<String, String> results, String check) {
    return Objects.requireNonNull(results.get(check), () -> check + " of " + results);
  }

  private static String sortedLines(String text) {
    return String.join("\n", text.lines().sorted().toList());
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
