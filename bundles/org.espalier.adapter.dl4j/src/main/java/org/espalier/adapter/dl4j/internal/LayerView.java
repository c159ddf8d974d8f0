package org.espalier.adapter.dl4j.internal;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.Patches;
import org.espalier.core.model.Patches.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shows what one dense layer or convolution of a network sees, as it runs when it is evaluated. */
final class LayerView {
  private static final int BATCH = 64;

  private final MultiLayerNetwork network;
  private final int index;
  private final InputVisitor visitor;

  /**
   * @param index of the layer, from 0
   */
  LayerView(MultiLayerNetwork network, int index, InputVisitor visitor) {
    this.network = network;
    this.index = index;
    this.visitor = visitor;
  }

  /** Shows the layer's input for all examples. */
  void visit(Dataset data) {
    int whole = data.size() / BATCH * BATCH;
    visit(data, 0, whole, BATCH);
    visit(data, whole, data.size(), data.size() - whole);
  }

  private void visit(Dataset data, int from, int to, int size) {
    if (from == to) {
      return;
    }
    try (Minibatches batches =
        new Minibatches(network.getLayerWiseConfigurations(), data, size, 0)) {
      for (int first = from; first < to; first += size) {
        batches.loadFrom(first);
        show(batches.features(), size);
      }
    } finally {
      network.clear();
    }
  }

  private void show(INDArray features, int examples) {
    List<INDArray> activations =
        index == 0
            ? List.of(features)
            : network.feedForwardToLayer(index - 1, features, false); // the features first
    INDArray output = activations.get(index);
    InputPreProcessor shaping = network.getLayerWiseConfigurations().getInputPreProcess(index);
    INDArray input =
        shaping == null
            ? output
            : shaping.preProcess(output, examples, LayerWorkspaceMgr.noWorkspaces());
    INDArray copy = input.dup('c');
    float[] values = FlatArray.read(copy, new float[Math.toIntExact(copy.length())]);
    Patches patches = patches(copy);
    FlatArray.close(copy);
    activations.stream().filter(a -> a != features).forEach(FlatArray::close);
    for (int i = 0; i < examples; i++) {
      patches.visit(values, i * (values.length / examples), visitor);
    }
  }

  /** A dense layer sees the one window of an image of single values. */
  private Patches patches(INDArray input) {
    Pair one = new Pair(1, 1);
    return network.getLayerWiseConfigurations().getConf(index).getLayer()
            instanceof ConvolutionLayer convolution
        ? patches(convolution, input)
        : new Patches((int) input.size(1), 1, 1, one, one, one, new Pair(0, 0), one);
  }

  private Patches patches(ConvolutionLayer convolution, INDArray input) {
    if (convolution.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
      throw new EspalierException(
          "layer %d has its channels last; what it sees can be shown only of channels first"
              .formatted(index));
    }
    int[] kernel = convolution.getKernelSize();
    int[] stride = convolution.getStride();
    int[] dilation = convolution.getDilation();
    int[] size = {(int) input.size(2), (int) input.size(3)};
    int[] positions =
        ConvolutionUtils.getOutputSize(
            input,
            kernel,
            stride,
            convolution.getPadding(),
            convolution.getConvolutionMode(),
            dilation,
            CNN2DFormat.NCHW);
    int[] before =
        convolution.getConvolutionMode() == ConvolutionMode.Same
            ? ConvolutionUtils.getSameModeTopLeftPadding(positions, size, kernel, stride, dilation)
            : convolution.getPadding();
    return new Patches(
        (int) input.size(1),
        size[0],
        size[1],
        pair(kernel),
        pair(stride),
        pair(dilation),
        pair(before),
        pair(positions));
  }

  private static Pair pair(int[] heightAndWidth) {
    return new Pair(heightAndWidth[0], heightAndWidth[1]);
  }
}
