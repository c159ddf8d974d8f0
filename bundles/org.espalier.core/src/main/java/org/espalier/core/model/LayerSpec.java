package org.espalier.core.model;

import org.osgi.annotation.versioning.ProviderType;

/** One hidden layer of an architecture; the output layer follows from the number of classes. */
@ProviderType
public sealed interface LayerSpec {
  /** A fully connected layer with ReLU. */
  record Dense(int units) implements LayerSpec {
    public Dense {
      requirePositive("units of a dense layer", units);
    }
  }

  /** A convolution with ReLU, stride 1 and zero padding that keeps height and width. */
  record Convolution(int filters, int kernel) implements LayerSpec {
    public Convolution {
      requirePositive("filters of a convolution", filters);
      requirePositive("kernel of a convolution", kernel);
    }
  }

  /** Max pooling over size × size with as large a stride. */
  record MaxPooling(int size) implements LayerSpec {
    public MaxPooling {
      requirePositive("size of a pooling", size);
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " = " + value + "; it must be at least 1");
    }
  }
}
