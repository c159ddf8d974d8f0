package org.espalier.report.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.harness.result.ResultReader;
import org.espalier.harness.result.Results;
import org.osgi.service.component.annotations.Component;

/** Reads {@code results.json}. */
@Component(property = "format=json")
public final class JsonResultReader implements ResultReader {
  @Override
  public Optional<Results> read(Path folder) {
    Path file = folder.resolve(JsonResultWriter.FILE);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ResultsParser.parse(Files.readString(file)));
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    } catch (InvalidDataException e) {
      throw new InvalidDataException(file + " " + e.getMessage(), e);
    }
  }
}
