package org.espalier.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Who signed a jar. */
final class Signatures {
  private Signatures() {}

  /**
   * SHA-256 of the certificates that sign every entry; none if an entry is not signed.
   *
   * @throws SecurityException if an entry isn't what was signed
   */
  static Set<String> of(Path jar) throws IOException {
    Set<String> common = null;
    try (JarFile file = new JarFile(jar.toFile(), true)) {
      for (JarEntry entry : Collections.list(file.entries())) {
        if (entry.isDirectory() || isOfTheSignature(entry.getName())) {
          continue;
        }
        try (InputStream in = file.getInputStream(entry)) {
          in.transferTo(OutputStream.nullOutputStream()); // signers are known once all is read
        }
        Set<String> signers = fingerprints(entry.getCodeSigners());
        if (common == null) {
          common = signers;
        } else {
          common.retainAll(signers);
        }
      }
    }
    return common == null ? Set.of() : common;
  }

  private static boolean isOfTheSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.equals(JarFile.MANIFEST_NAME)
        || (upper.startsWith("META-INF/")
            && upper.indexOf('/', "META-INF/".length()) < 0
            && (upper.endsWith(".SF")
                || upper.endsWith(".RSA")
                || upper.endsWith(".DSA")
                || upper.endsWith(".EC")));
  }

  private static Set<String> fingerprints(CodeSigner[] signers) {
    Set<String> prints = new HashSet<>();
    if (signers != null) {
      for (CodeSigner signer : signers) {
        Certificate own = signer.getSignerCertPath().getCertificates().get(0);
        try {
          prints.add(Hash.sha256(own.getEncoded()));
        } catch (CertificateEncodingException e) {
          throw new SecurityException("a signer's certificate can't be read", e);
        }
      }
    }
    return prints;
  }
}
