package org.espalier.core.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Examples with class labels; immutable. */
public final class Dataset {
  private final String name;
  private final List<Integer> exampleShape;
  private final float[] features;
  private final int[] labels;
  private final int classes;
  private final int width;

  /**
   * @param name what reports call it
   * @param exampleShape axes of one example, such as (64) or (1, 8, 8) for channels, height, width
   * @param features n × d values, example by example; copied
   * @param labels n classes in [0, classes); copied
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if sizes don't fit, a label is outside, a value not finite, or
   *     there is no class
   */
  public Dataset(
      String name, List<Integer> exampleShape, float[] features, int[] labels, int classes) {
    this.name = name;
    this.exampleShape = List.copyOf(exampleShape);
    this.features = features.clone();
    this.labels = labels.clone();
    this.classes = classes;
    this.width = width(name, this.exampleShape);
    if (labels.length == 0) {
      throw new IllegalArgumentException("data set " + name + " has no examples");
    }
    if ((long) labels.length * width != features.length) {
      throw new IllegalArgumentException(
          "data set %s has %d values for %d examples of shape %s"
              .formatted(name, features.length, labels.length, exampleShape));
    }
    requireLabels();
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException(
            "data set %s has %s in row %d, column %d; every value must be finite"
                .formatted(name, features[i], i / width, i % width));
      }
    }
  }

  private void requireLabels() {
    // The largest label plus one may have overflowed on its way here: then that label is to blame.
    int end = classes < 1 ? Integer.MAX_VALUE : classes;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= end) {
        throw new IllegalArgumentException(
            "data set %s has label %d in row %d; labels are 0 to %d"
                .formatted(name, labels[i], i, end - 1));
      }
    }
    if (classes < 1) {
      throw new IllegalArgumentException(
          "data set %s has %d classes; there must be at least 1".formatted(name, classes));
    }
  }

  public String name() {
    return name;
  }

  public List<Integer> exampleShape() {
    return exampleShape;
  }

  /** Values of one example. */
  public int width() {
    return width;
  }

  private static int width(String name, List<Integer> shape) {
    long width = 1;
    for (int axis : shape) {
      width *= axis;
      if (axis < 1 || width > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "data set %s has examples of shape %s; axes must be at least 1, values at most 2^31 - 1"
                .formatted(name, shape));
      }
    }
    return (int) width;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  public int classes() {
    return classes;
  }

  public int label(int example) {
    return labels[example];
  }

  /** Copies the values of one example to {@code into}, from {@code at} on. */
  public void copyExample(int example, float[] into, int at) {
    System.arraycopy(features, example * width, into, at, width);
  }

  /** The data set of the given examples, in their order. */
  public Dataset select(int[] examples) {
    float[] chosen = new float[examples.length * width];
    int[] chosenLabels = new int[examples.length];
    for (int i = 0; i < examples.length; i++) {
      copyExample(examples[i], chosen, i * width);
      chosenLabels[i] = labels[examples[i]];
    }
    return new Dataset(name, exampleShape, chosen, chosenLabels, classes);
  }

  /**
   * These examples, then the other's, which have the same shape and classes.
   *
   * @throws IllegalArgumentException if they have not
   */
  public Dataset and(Dataset other) {
    if (!exampleShape.equals(other.exampleShape) || classes != other.classes) {
      throw new IllegalArgumentException(this + " and " + other + " don't go together");
    }
    float[] both = Arrays.copyOf(features, features.length + other.features.length);
    System.arraycopy(other.features, 0, both, features.length, other.features.length);
    int[] bothLabels = Arrays.copyOf(labels, labels.length + other.labels.length);
    System.arraycopy(other.labels, 0, bothLabels, labels.length, other.labels.length);
    return new Dataset(name, exampleShape, both, bothLabels, classes);
  }

  /** The same examples, each seen as a tensor of another shape of the same size. */
  public Dataset reshape(List<Integer> shape) {
    return new Dataset(name, shape, features, labels, classes);
  }

  /** SHA-256 over the shape, the features and the labels: {@code sha256:} and 64 hex digits. */
  public String fingerprint() {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * width);
    digest.update((exampleShape + " " + classes).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    float[] row = new float[width];
    for (int i = 0; i < labels.length; i++) {
      copyExample(i, row, 0);
      buffer.clear();
      buffer.asFloatBuffer().put(row);
      digest.update(buffer.array(), 0, Float.BYTES * row.length);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, labels[i]));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return name + " (" + size() + " examples of " + exampleShape + ", " + classes + " classes)";
  }
}
