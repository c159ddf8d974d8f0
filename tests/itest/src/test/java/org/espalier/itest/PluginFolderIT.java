package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.espalier.runtime.EspalierFramework;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Jars come into the plugin folder of a running framework, change and go. */
class PluginFolderIT {
  private static final List<String> FEATURES =
      List.of("base", "deploy", "store", "baseline-policies");
  private static final long PATIENCE_MILLIS = 15_000;
  private static final String ESTIMATOR = "org.espalier.core.causality.CausalityEstimator";
  private static final String SOURCE =
      """
      package com.example.constant;
      import java.util.Map;
      import org.espalier.core.*;
      import org.espalier.core.causality.*;
      import org.osgi.service.component.annotations.Component;
      @Component
      @Plugin(kind = PluginKind.ESTIMATOR, id = "constant", description = "Says \\"1\\", always.",
          source = "a test; of commas, and semicolons", needs = Need.TRAJECTORY, scale = 7)
      public final class Constant implements CausalityEstimator {
        public CausalEvidence estimate(EstimationRequest request) {
          request.options().requireNone();
          double[] gamma = new double[request.trajectory().updates().columns()];
          java.util.Arrays.fill(gamma, 1);
          return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
        }
      }
      """;

  @TempDir private Path folder = Path.of("");
  private LinkedHome home;
  private PluginSource source;
  private @Nullable EspalierFramework started;

  @BeforeEach
  void compile() throws Exception {
    home = LinkedHome.in(folder);
    source = PluginSource.compile("com.example.constant.Constant", SOURCE, folder);
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private void start() {
    started = EspalierFramework.start(home.path(), FEATURES);
  }

  private EspalierFramework framework() {
    return Objects.requireNonNull(started);
  }

  @Test
  void whatIsThereAtTheStartIsThereAtOnceAndChangesAreFollowed() throws Exception {
    bundle("constant.jar", "1.0.0");
    start();
    assertEquals("1.0.0", version());

    bundle("constant.jar", "1.0.1");
    await("an update", () -> "1.0.1".equals(version()));

    bundle("constant-2.jar", "2.0.0");
    await("a higher version in another file", () -> "2.0.0".equals(version()));
    assertEquals(1, services().length, "two versions at once");
    assertProblem("the file constant.jar: constant-2.jar has a higher version");

    Files.delete(home.plugins().resolve("constant-2.jar"));
    await("the lower version again", () -> "1.0.1".equals(version()));

    Files.delete(home.plugins().resolve("constant.jar"));
    await("the end", () -> version() == null);
    assertEquals(List.of(), framework().problems());
  }

  @Test
  void aPlainJarIsAPluginWithItsIdentity() throws Exception {
    source.plain(
        home.plugins().resolve("constant-1.2.jar"), ESTIMATOR, "com.example.constant.Constant");
    start();
    ServiceReference<?> reference = services()[0];
    assertEquals("constant", reference.getProperty("espalier.id"));
    assertEquals("Says \"1\", always.", reference.getProperty("espalier.description"));
    assertEquals("a test; of commas, and semicolons", reference.getProperty("espalier.source"));
    assertEquals("TRAJECTORY", String.valueOf(reference.getProperty("espalier.needs")));
    assertEquals("7", String.valueOf(reference.getProperty("espalier.scale")));
    assertEquals("1.2.0", version());
    assertNotNull(framework().bundleContext().getService(reference), "it can't be made");
    assertTrue(
        reference.getBundle().getHeaders().get("Import-Package").contains("org.espalier.core;"),
        "imports no core");

    Files.delete(home.plugins().resolve("constant-1.2.jar"));
    await("the end", () -> version() == null);
  }

  @Test
  void whatIsNoPluginIsNamedAndHarmsNothing() throws Exception {
    Files.writeString(home.plugins().resolve("text.jar"), "not a jar");
    source.plain(home.plugins().resolve("other.jar"), "java.lang.Runnable", "com.example.X");
    source.plain(home.plugins().resolve("liar.jar"), ESTIMATOR, "com.example.Nowhere");
    bundle("constant.jar", "1.0.0");
    start();
    assertEquals("1.0.0", version());
    assertProblem("the file text.jar: text.jar can't be read: it is no jar, or not whole");
    assertProblem("the file other.jar: other.jar is no plugin: it is neither a bundle");
    assertProblem("names com.example.Nowhere, which isn't in the jar; build it again");

    // A file that turns bad leaves what ran before.
    Files.writeString(home.plugins().resolve("constant.jar"), "half a");
    await("the bad file", () -> problem("the file constant.jar: constant.jar can't be read"));
    assertEquals("1.0.0", version());
  }

  @Test
  void anUnresolvedPluginIsExplainedAndStartsOnceWhatItLacksHasCome() throws Exception {
    Map<String, String> headers =
        Map.of(
            "Import-Package", "com.example.lacking,org.espalier.core.trajectory;version='[7,8)',*");
    source.bundle(home.plugins().resolve("constant.jar"), "com.example.constant", "1", headers);
    start();
    assertNull(version());
    assertProblem(
        "the bundle com.example.constant 1.0.0: can't be resolved: no bundle provides the package"
            + " com.example.lacking");
    assertProblem(
        "no bundle provides the package org.espalier.core.trajectory, version 7.0.0 or later, below"
            + " 8.0.0 (org.espalier.core ");
    source.bundle(
        home.plugins().resolve("constant.jar"),
        "com.example.constant",
        "1.1",
        Map.of("Import-Package", "com.example.lacking,*"));
    await("another lack", () -> !problem("org.espalier.core.trajectory"));

    PluginSource.compile(
            "com.example.lacking.Here", "package com.example.lacking; public class Here {}", folder)
        .bundle(
            home.plugins().resolve("lacking.jar"),
            "com.example.lacking",
            "1",
            Map.of("-exportcontents", "com.example.lacking"));
    await("what it lacked", () -> "1.1.0".equals(version()));
    assertEquals(List.of(), framework().problems());
  }

  @Test
  void onlyWhatIsTrustedIsStarted() throws Exception {
    Path jar = home.plugins().resolve("constant.jar");
    bundle("constant.jar", "1.0.0");
    Files.writeString(
        home.etc().resolve("trusted-plugins"), "# ours\n" + sha256(jar) + "  constant.jar\n");
    start();
    assertEquals("1.0.0", version());

    bundle("constant.jar", "6.6.6");
    await("the refusal", () -> problem("constant.jar is not trusted: "));
    assertEquals("1.0.0", version(), "started what isn't trusted");

    Files.writeString(home.etc().resolve("trusted-plugins"), "sha256:" + sha256(jar) + "\n");
    Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(1_000));
    await("the trusted update", () -> "6.6.6".equals(version()));
  }

  @Test
  void aDamagedTrustListTrustsNothing() throws Exception {
    bundle("constant.jar", "1.0.0");
    Files.writeString(home.etc().resolve("trusted-plugins"), "everything\n");
    start();
    assertNull(version());
    assertProblem("no plugin is trusted: line 1 of ");
  }

  /** Before the first component is made, and later. */
  @Test
  void aConfigurationInEtcIsTheComponents() throws Exception {
    Path file = home.etc().resolve("org.espalier.policy.baseline.movement.cfg");
    Files.writeString(file, "flow = true\n");
    start();
    String movement = "(espalier.id=movement)";
    assertEquals("true", property(movement, "flow"));
    Files.writeString(file, "flow = false\n# changed\n");
    await("the changed configuration", () -> "false".equals(property(movement, "flow")));
  }

  private String property(String filter, String name) {
    try {
      ServiceReference<?>[] found =
          framework()
              .bundleContext()
              .getAllServiceReferences("org.espalier.core.pruning.PruningPolicy", filter);
      return found == null ? "" : String.valueOf(found[0].getProperty(name));
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void bundle(String file, String version) throws Exception {
    source.bundle(home.plugins().resolve(file), "com.example.constant", version, Map.of());
  }

  private ServiceReference<?>[] services() {
    try {
      ServiceReference<?>[] found =
          framework().bundleContext().getAllServiceReferences(ESTIMATOR, "(espalier.id=constant)");
      return found == null ? new ServiceReference<?>[0] : found;
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private @Nullable String version() {
    ServiceReference<?>[] found = services();
    return found.length == 0 ? null : String.valueOf(found[0].getBundle().getVersion());
  }

  private boolean problem(String part) {
    return framework().problems().stream().anyMatch(line -> line.contains(part));
  }

  private void assertProblem(String part) {
    assertTrue(problem(part), () -> part + " is not among " + framework().problems());
  }

  private void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!holds.getAsBoolean()) {
      assertTrue(
          System.nanoTime() < end,
          () ->
              "%s doesn't come; there is %s, problems: %s"
                  .formatted(what, version(), framework().problems()));
      Thread.sleep(50);
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
