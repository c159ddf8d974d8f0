package org.espalier.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

/** The Java on the README's page, built into a bundle as a reader would: javac, then bnd. */
final class ReadmePlugin {
  private static final String FENCE = "```";

  private ReadmePlugin() {}

  /** The bundle's bytes; {@code classes} is an empty folder to compile to. */
  static InputStream build(Path readme, Path classes) throws Exception {
    compile(source(Files.readString(readme)), classes);
    try (Builder builder = new Builder()) {
      builder.setProperty("Bundle-SymbolicName", "com.example.correlation");
      builder.setProperty("Bundle-Version", "1.0.0");
      builder.setProperty("-privatepackage", "com.example.correlation");
      builder.addClasspath(classes.toFile());
      for (File file : libraries()) {
        builder.addClasspath(file);
      }
      try (Jar jar = builder.build()) {
        if (!builder.getErrors().isEmpty()) {
          throw new AssertionError(builder.getErrors());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        jar.write(bytes);
        return new ByteArrayInputStream(bytes.toByteArray());
      }
    }
  }

  private static String source(String readme) {
    int start = readme.indexOf(FENCE + "java");
    int end = readme.indexOf(FENCE, start + FENCE.length());
    if (start < 0 || end < 0) {
      throw new AssertionError("the README has no Java");
    }
    return readme.substring(readme.indexOf('\n', start) + 1, end);
  }

  private static void compile(String source, Path classes) throws IOException, URISyntaxException {
    JavaFileObject unit =
        new SimpleJavaFileObject(
            URI.create("string:///com/example/correlation/MarginalEstimator.java"),
            JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    String path =
        libraries().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
    List<String> options =
        List.of("-Xlint:all", "-Werror", "-proc:none", "-cp", path, "-d", classes.toString());
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      if (!compiler.getTask(null, files, found, options, null, List.of(unit)).call()) {
        throw new AssertionError(messages(found.getDiagnostics()));
      }
    }
  }

  private static String messages(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    return diagnostics.stream()
        .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n"));
  }

  private static List<File> libraries() throws URISyntaxException {
    return Stream.of(CausalityEstimator.class, Component.class).map(ReadmePlugin::origin).toList();
  }

  private static File origin(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
