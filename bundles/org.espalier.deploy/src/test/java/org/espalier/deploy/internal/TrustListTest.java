package org.espalier.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;
import org.espalier.core.InvalidDataException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustListTest {
  private static final String PASSWORD = "changeit";
  private static final String OTHER = "0".repeat(64);

  @TempDir private static Path keys = Path.of("");
  private static KeyStore store;

  @TempDir private Path folder = Path.of("");
  private Path jar;
  private Path list;
  private String hash;

  /** Two signers, by the JDK's own tool. */
  @BeforeAll
  static void makeKeys() throws Exception {
    Path file = keys.resolve("keys.p12");
    for (String name : List.of("ours", "theirs")) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keyalg",
                  "EC",
                  "-alias",
                  name,
                  "-dname",
                  "CN=" + name,
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, keytool.waitFor(), said);
    }
    store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  @BeforeEach
  void makeJar() throws IOException {
    jar = folder.resolve("plain.jar");
    list = folder.resolve("trusted-plugins");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      put(out, "com/example/A.class", "a");
      put(out, "com/example/B.class", "b");
    }
    hash = Hash.copy(jar, folder.resolve("copy.jar"));
  }

  @Test
  void trustsAllWithoutAList() {
    assertDoesNotThrow(() -> require(jar));
  }

  @Test
  void trustsByHashHoweverItIsWritten() throws IOException {
    for (String line :
        List.of(
            hash + "  plugins/plain.jar",
            hash.toUpperCase(java.util.Locale.ROOT),
            "sha256:" + hash,
            "# a comment\n\n" + OTHER + " *other.jar\n" + hash + " *plain.jar")) {
      Files.writeString(list, line + "\n");
      assertDoesNotThrow(() -> require(jar), line);
    }
    Files.writeString(list, OTHER + "  plain.jar\n");
    String refusal = refusal(jar);
    assertTrue(refusal.startsWith("x.jar is not trusted: " + list + " lists neither"), refusal);
    assertTrue(refusal.contains(hash), refusal);
    Files.writeString(list, "");
    refusal(jar);
  }

  @Test
  void trustsWhatATrustedSignerHasSignedWhole() throws Exception {
    Path signed = sign(jar, "ours");
    Files.writeString(list, "signer " + fingerprint("ours") + "  us\n");
    assertDoesNotThrow(() -> require(signed));
    refusal(jar);
    refusal(sign(jar, "theirs"));

    Path more = folder.resolve("more.jar");
    try (ZipFile in = new ZipFile(signed.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(more))) {
      for (ZipEntry entry : java.util.Collections.list(in.entries())) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream content = in.getInputStream(entry)) {
          content.transferTo(out);
        }
      }
      put(out, "com/example/Added.class", "unsigned");
    }
    refusal(more);
  }

  @Test
  void findsWhatWasChangedAfterItWasSigned() throws Exception {
    Path signed = sign(jar, "ours");
    Path changed = folder.resolve("changed.jar");
    try (ZipFile in = new ZipFile(signed.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
      for (ZipEntry entry : java.util.Collections.list(in.entries())) {
        put(
            out,
            entry.getName(),
            entry.getName().endsWith("A.class")
                ? "evil"
                : new String(in.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    Files.writeString(list, "signer " + fingerprint("ours") + "\n");
    assertThrows(SecurityException.class, () -> require(changed));
  }

  @Test
  void trustsNothingByADamagedList() throws IOException {
    Files.writeString(list, hash + "\nthat one, too\n");
    assertEquals(
        "no plugin is trusted: line 2 of "
            + list
            + " is neither a SHA-256 nor a signer: 'that one, too'",
        refusal(jar));
    Files.delete(list);
    Files.createDirectory(list);
    assertTrue(refusal(jar).startsWith("no plugin is trusted: " + list + " can't be read"));
  }

  private void require(Path file) throws IOException {
    new TrustList(list).require(file, Hash.copy(file, folder.resolve("copy.jar")), "x.jar");
  }

  private String refusal(Path file) {
    String line =
        String.valueOf(assertThrows(InvalidDataException.class, () -> require(file)).getMessage());
    assertEquals(1, line.lines().count(), line);
    return line;
  }

  private Path sign(Path file, String name) throws Exception {
    PrivateKey key = (PrivateKey) store.getKey(name, PASSWORD.toCharArray());
    Path signed = folder.resolve(name + ".jar");
    try (ZipFile in = new ZipFile(file.toFile());
        OutputStream out = Files.newOutputStream(signed)) {
      new JarSigner.Builder(
              key,
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(List.of(store.getCertificate(name))))
          .build()
          .sign(in, out);
    }
    assertEquals(Set.of(fingerprint(name)), Signatures.of(signed));
    return signed;
  }

  private static String fingerprint(String name) throws GeneralSecurityException {
    Certificate certificate = store.getCertificate(name);
    return Hash.sha256(certificate.getEncoded());
  }

  private static void put(ZipOutputStream out, String name, String content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content.getBytes(StandardCharsets.ISO_8859_1));
  }
}
