package org.espalier.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.core.InvalidDataException;

/**
 * The jars that may be started, an optional file. Its lines are those of {@code sha256sum} (the
 * SHA-256 of a jar and a name that is for the reader only), or {@code signer} and the SHA-256 of a
 * certificate that signs every entry of a jar; {@code #} begins a comment. Without the file all are
 * trusted; with it, no other.
 */
final class TrustList {
  private static final Pattern LINE =
      Pattern.compile("(?:(signer)\\s+|sha256:)?([0-9a-fA-F:]{64,95})(?:\\s+.*)?");
  private static final int HEX_DIGITS = 64;

  private final Path file;

  TrustList(Path file) {
    this.file = file;
  }

  /**
   * Lets a jar pass, or doesn't; the file is read each time, so that a change counts at once.
   *
   * @param jar the bytes that will be installed
   * @param name what errors call it
   * @throws InvalidDataException if the file is there and lists neither the jar nor its signer, or
   *     can't be read
   */
  void require(Path jar, String sha256, String name) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    Set<String> hashes = new HashSet<>();
    Set<String> signers = new HashSet<>();
    read(hashes, signers);
    if (hashes.contains(sha256)) {
      return;
    }
    if (!signers.isEmpty() && Signatures.of(jar).stream().anyMatch(signers::contains)) {
      return;
    }
    throw new InvalidDataException(
        "%s is not trusted: %s lists neither its SHA-256, %s, nor a signer of it; add the line that sha256sum %s prints, if you trust it"
            .formatted(name, file, sha256, name));
  }

  private void read(Set<String> hashes, Set<String> signers) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new InvalidDataException(
          "no plugin is trusted: " + file + " can't be read: " + e.getMessage(), e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      String hex = matcher.matches() ? matcher.group(2).replace(":", "") : "";
      if (hex.length() != HEX_DIGITS) {
        throw new InvalidDataException(
            "no plugin is trusted: line %d of %s is neither a SHA-256 nor a signer: '%s'"
                .formatted(i + 1, file, line));
      }
      (matcher.group(1) == null ? hashes : signers).add(hex.toLowerCase(Locale.ROOT));
    }
  }
}
