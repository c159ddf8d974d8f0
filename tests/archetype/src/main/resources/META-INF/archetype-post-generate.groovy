import java.nio.charset.StandardCharsets
import java.nio.file.Files
import java.nio.file.Path

// Of the four plugins that were copied one stays, under the names that were asked for.
Path project = Path.of(request.outputDirectory, request.artifactId)
String kind = request.properties.getProperty('kind')
String name = request.getPackage()
String id = request.artifactId.toLowerCase(Locale.ROOT).replaceAll('[^a-z0-9]+', '-').replaceAll('^-|-$', '')

String read(Path file) {
  return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
}

void write(Path file, String text) {
  Files.createDirectories(file.parent)
  Files.write(file, text.getBytes(StandardCharsets.UTF_8))
}

['main', 'test'].each { part ->
  Path sources = project.resolve(kind).resolve('src').resolve(part).resolve('java')
  Files.walk(sources).filter { it.toString().endsWith('.java') }.each { file ->
    String own = sources.relativize(file.parent).toString().replace(File.separator, '.')
    String text = read(file).replace(own, name).replaceAll(/id = "[^"]*"/, 'id = "' + id + '"')
    Path target = project.resolve('src').resolve(part).resolve('java').resolve(name.replace('.', '/'))
    write(target.resolve(file.fileName.toString()), text)
  }
}
['estimator', 'policy', 'recorder', 'adapter'].each { project.resolve(it).toFile().deleteDir() }

Path pom = project.resolve('pom.xml')
write(pom, read(pom)
    .replaceFirst('<groupId>com.example</groupId>', '<groupId>' + request.groupId + '</groupId>')
    .replaceFirst('<artifactId>marginal</artifactId>', '<artifactId>' + request.artifactId + '</artifactId>')
    .replaceFirst('<version>1.0.0</version>', '<version>' + request.version + '</version>'))
