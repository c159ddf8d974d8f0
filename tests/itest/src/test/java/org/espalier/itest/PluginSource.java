package org.espalier.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.espalier.core.causality.CausalityEstimator;
import org.osgi.service.component.annotations.Component;

/** Java of third parties, compiled against what they have, and made a jar. */
final class PluginSource {
  private final Path classes;

  private PluginSource(Path classes) {
    this.classes = classes;
  }

  /** Compiles a class. */
  static PluginSource compile(String name, String source, Path folder) throws Exception {
    Path classes = Files.createTempDirectory(folder, "classes");
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("string:///" + name.replace('.', '/') + ".java"),
            JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    String path =
        libraries().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
    List<String> options = List.of("-proc:none", "-cp", path, "-d", classes.toString());
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      if (!compiler.getTask(null, files, found, options, null, List.of(unit)).call()) {
        throw new AssertionError(messages(found.getDiagnostics()));
      }
    }
    return new PluginSource(classes);
  }

  /** Writes a bundle of all of it, with more headers, such as an import that nobody has. */
  void bundle(Path jar, String symbolicName, String version, Map<String, String> headers)
      throws Exception {
    try (Builder builder = new Builder()) {
      builder.setProperty("Bundle-SymbolicName", symbolicName);
      builder.setProperty("Bundle-Version", version);
      headers.forEach(builder::setProperty);
      builder.addClasspath(classes.toFile());
      for (File file : libraries()) {
        builder.addClasspath(file);
      }
      builder.setProperty("-privatepackage", String.join(",", packages()));
      try (Jar built = builder.build()) {
        if (!builder.getErrors().isEmpty()) {
          throw new AssertionError(builder.getErrors());
        }
        Path aside = jar.resolveSibling(jar.getFileName() + ".part");
        built.write(aside.toFile());
        // bnd dates it by its newest class; a copy is of now, and that is how a change is seen.
        Files.setLastModifiedTime(aside, FileTime.from(Instant.now()));
        Files.move(
            aside,
            jar,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Writes a plain jar that names a provider. */
  void plain(Path jar, String service, String provider) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      out.putNextEntry(new JarEntry("META-INF/services/" + service));
      out.write((provider + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private List<String> packages() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(Objects.requireNonNull(file.getParent())).toString();
        names.add(name.replace(File.separatorChar, '.'));
      }
    }
    return names.stream().distinct().toList();
  }

  private static String messages(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    return diagnostics.stream()
        .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n"));
  }

  private static List<File> libraries() throws URISyntaxException {
    return Stream.of(CausalityEstimator.class, Component.class)
        .map(type -> new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .toList();
  }
}
