package org.espalier.lib.dl4j.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.nd4j.common.io.ClassPathResource;
import org.nd4j.common.io.Resource;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;

/** ND4J's CPU backend, preferred to the plain one, with {@link ReachableExecutioner}. */
public final class ReachableBackend extends CpuBackend {
  private static final String EXECUTIONER =
      "\nopexec=" + ReachableExecutioner.class.getName() + "\n";

  @Override
  public int getPriority() {
    return super.getPriority() + 1;
  }

  /** The plain backend's properties, and one line more: of two with one key the last one counts. */
  @Override
  public Resource getConfigurationResource() {
    ClassPathResource plain = (ClassPathResource) super.getConfigurationResource();
    return new ClassPathResource(plain.getPath(), plain.getClassLoader()) {
      @Override
      public InputStream getInputStream() throws IOException {
        return new SequenceInputStream(
            super.getInputStream(),
            new ByteArrayInputStream(EXECUTIONER.getBytes(StandardCharsets.ISO_8859_1)));
      }
    };
  }
}
