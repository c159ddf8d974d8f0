package org.espalier.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.core.InvalidDataException;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * What a class file tells without being loaded.
 *
 * @param packages that it refers to, but for those of {@code java}
 * @param plugin elements of its {@code Plugin} annotation; empty if it has none
 */
record ClassFacts(Set<String> packages, Map<String, Object> plugin) {
  private static final String PLUGIN = "Lorg/espalier/core/Plugin;";

  static ClassFacts of(InputStream classFile) throws IOException {
    Set<String> packages = new TreeSet<>();
    Map<String, Object> plugin = new LinkedHashMap<>();
    try {
      new ClassReader(classFile).accept(visitor(packages, plugin), ClassReader.SKIP_FRAMES);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new InvalidDataException("a class of it can't be read: " + e.getMessage(), e);
    }
    return new ClassFacts(packages, plugin);
  }

  private static ClassVisitor visitor(Set<String> packages, Map<String, Object> plugin) {
    Remapper referring =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String internalName) {
            int slash = internalName.lastIndexOf('/');
            String name = slash < 0 ? "" : internalName.substring(0, slash).replace('/', '.');
            if (!name.isEmpty() && !name.startsWith("java.")) {
              packages.add(name);
            }
            return internalName;
          }
        };
    return new ClassRemapper(Opcodes.ASM9, new Sink(), referring) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        // Other annotations speak to compilers and build tools: nothing at run time needs them.
        return descriptor.equals(PLUGIN) ? new Elements(plugin) : null;
      }
    };
  }

  /** Takes everything to no end, so that the remapper goes through all of it. */
  private static final class Sink extends ClassVisitor {
    Sink() {
      super(Opcodes.ASM9);
    }

    @Override
    public FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      return new FieldVisitor(Opcodes.ASM9) {};
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {};
    }
  }

  /** Gathers the elements of an annotation. */
  private static final class Elements extends AnnotationVisitor {
    private final Map<String, Object> elements;

    Elements(Map<String, Object> elements) {
      super(Opcodes.ASM9);
      this.elements = elements;
    }

    @Override
    public void visit(String name, Object value) {
      elements.put(name, value);
    }

    @Override
    public void visitEnum(String name, String descriptor, String value) {
      elements.put(name, value);
    }

    @Override
    public AnnotationVisitor visitArray(String name) {
      List<String> values = new ArrayList<>();
      elements.put(name, values);
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visitEnum(String unnamed, String descriptor, String value) {
          values.add(value);
        }
      };
    }
  }
}
