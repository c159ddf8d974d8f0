package org.espalier.adapter.dl4j.internal;

import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.espalier.core.model.Dataset;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Feeds a data set minibatch by minibatch through one pair of arrays, which each {@link #load}
 * fills anew. Whole minibatches only: what is left over at an epoch's end is dropped.
 */
final class Minibatches implements AutoCloseable {
  private final Dataset data;
  private final int size;
  private final int width;
  private final float smoothedOff;
  private final float smoothedOn;
  private final int[] order;
  private final float[] featureRows;
  private final float[] labelRows;
  private final INDArray features;
  private final INDArray labels;

  /**
   * Minibatches in the data's own order until the first {@link #shuffle}.
   *
   * @param network the configuration to feed, whose input has the examples' shape
   * @param batchSize examples of a minibatch; all of the data if there are fewer
   * @param labelSmoothing ε: the label's share is 1 − ε + ε ÷ classes
   */
  Minibatches(MultiLayerConfiguration network, Dataset data, int batchSize, double labelSmoothing) {
    this.data = data;
    size = Math.min(batchSize, data.size());
    width = data.width();
    smoothedOff = (float) (labelSmoothing / data.classes());
    smoothedOn = (float) (1 - labelSmoothing + labelSmoothing / data.classes());
    order = IntStream.range(0, data.size()).toArray();
    featureRows = new float[size * width];
    labelRows = new float[size * data.classes()];
    features = FlatArray.create(shape(InputShape.type(network, data.exampleShape())));
    labels = FlatArray.create(size, data.classes());
  }

  private long[] shape(InputType input) {
    return input instanceof InputType.InputTypeConvolutional map
        ? new long[] {size, map.getChannels(), map.getHeight(), map.getWidth()}
        : new long[] {size, width};
  }

  /** Puts the examples in another order: Fisher and Yates' shuffle of the present one. */
  void shuffle(Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** Fills the arrays with a minibatch of the present order. */
  void load(int minibatch) {
    loadFrom(minibatch * size);
  }

  /** Fills the arrays from an example of the present order on. */
  void loadFrom(int first) {
    java.util.Arrays.fill(labelRows, smoothedOff);
    for (int row = 0; row < size; row++) {
      int example = order[first + row];
      data.copyExample(example, featureRows, row * width);
      labelRows[row * data.classes() + data.label(example)] = smoothedOn;
    }
    FlatArray.write(featureRows, features);
    FlatArray.write(labelRows, labels);
  }

  /** Examples of a minibatch. */
  int size() {
    return size;
  }

  /** The examples, flat or as (channels, height, width), as the network wants them. */
  INDArray features() {
    return features;
  }

  /** Smoothed one-hot rows, shape (size, classes). */
  INDArray labels() {
    return labels;
  }

  @Override
  public void close() {
    features.close();
    labels.close();
  }
}
