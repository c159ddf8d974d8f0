package org.espalier.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Updates a bundle to a copy of itself of another version, and watches what becomes of the old. */
final class UpdatedBundle {
  private static final long PATIENCE_MILLIS = 20_000;

  private final Bundle bundle;
  private final byte[] jar;
  private final String oldOrigin;
  private final String newOrigin;
  private final WeakReference<ClassLoader> oldLoader;
  private volatile double seconds;

  private UpdatedBundle(Bundle bundle, String version) throws IOException {
    this.bundle = bundle;
    this.jar = withVersion(bundle, version);
    this.oldOrigin = bundle.getSymbolicName() + "/" + bundle.getVersion();
    this.newOrigin = bundle.getSymbolicName() + "/" + version;
    this.oldLoader = loader(bundle);
  }

  /** Prepares an update; nothing happens yet. */
  static UpdatedBundle prepare(Bundle bundle, String version) throws IOException {
    return new UpdatedBundle(bundle, version);
  }

  /** The class loader of the bundle as it is now, not held. */
  static WeakReference<ClassLoader> loader(Bundle bundle) {
    return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
  }

  /** The jar that a bundle was installed from, with another version. */
  static byte[] withVersion(Bundle bundle, String version) throws IOException {
    Path file = Path.of(URI.create(bundle.getLocation().substring("reference:".length())));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile source = new JarFile(file.toFile())) {
      Manifest manifest = source.getManifest();
      manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
      try (JarOutputStream target = new JarOutputStream(bytes, manifest)) {
        Enumeration<JarEntry> entries = source.entries();
        while (entries.hasMoreElements()) {
          JarEntry entry = entries.nextElement();
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            target.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream in = source.getInputStream(entry)) {
              in.transferTo(target);
            }
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  /** Waits until another bundle uses a service of this one, and updates it just then. */
  void updateInUse() throws BundleException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!isInUse()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nobody uses " + bundle);
      }
      Thread.sleep(1);
    }
    long start = System.nanoTime();
    bundle.update(new ByteArrayInputStream(jar));
    seconds = (System.nanoTime() - start) / 1e9;
  }

  private boolean isInUse() {
    ServiceReference<?>[] references = bundle.getRegisteredServices();
    if (references != null) {
      for (ServiceReference<?> reference : references) {
        if (reference.getUsingBundles() != null) {
          return true;
        }
      }
    }
    return false;
  }

  /** How long the update took, the wait for running cells included. */
  double seconds() {
    return seconds;
  }

  String oldOrigin() {
    return oldOrigin;
  }

  String newOrigin() {
    return newOrigin;
  }

  /** Collects garbage until the old class loader is gone; whether it went. */
  boolean oldLoaderIsCollected() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (oldLoader.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(50);
    }
    return oldLoader.get() == null;
  }
}
