package org.espalier.adapter.dl4j.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RemovableUnits;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** A network without the units that a mask leaves unread: smaller layers, and what is left of θ. */
final class Reduction {
  private final MultiLayerConfiguration configuration;
  private final ParameterLayout layout;
  private final Map<String, BitSet> removed;

  /** By tensor, the places of axis 0 that go, and those of axis 1. */
  private final Map<String, BitSet> rows = new HashMap<>();

  private final Map<String, BitSet> columns = new HashMap<>();

  /**
   * The units that come into a layer.
   *
   * @param count how many there were
   * @param gone which of them go
   */
  private record Units(int count, BitSet gone) {
    /** The places of an axis on which each has as many in a row. */
    BitSet over(int size) {
      int places = size / count;
      BitSet over = new BitSet(size);
      gone.stream().forEach(unit -> over.set(unit * places, (unit + 1) * places));
      return over;
    }
  }

  /**
   * Follows the units through the network.
   *
   * @throws EspalierException if a layer mixes units of which some go
   */
  Reduction(MultiLayerConfiguration whole, Mask mask) {
    configuration = whole.clone();
    layout = mask.layout();
    removed = RemovableUnits.of(mask);
    Units units = new Units(1, new BitSet());
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      units = follow(i, units);
    }
  }

  private Units follow(int index, Units incoming) {
    Layer layer = configuration.getConf(index).getLayer();
    List<Parameter> own =
        layout.parameters().stream().filter(p -> p.layer().equals(String.valueOf(index))).toList();
    Optional<Parameter> weights =
        own.stream().filter(p -> p.role() == ParameterRole.WEIGHT).findFirst();
    if (configuration.getInputPreProcess(index) instanceof CnnToFeedForwardPreProcessor flat) {
      flat.setNumChannels(flat.getNumChannels() - incoming.gone().cardinality());
    }
    Units outgoing =
        weights
            .map(w -> new Units(w.units(), removed.getOrDefault(w.name(), new BitSet())))
            .orElse(incoming);
    if (!outgoing.gone().isEmpty()) {
      requireApart(index, layer, weights.isPresent());
    }
    weights.ifPresent(w -> columns.put(w.name(), incoming.over(w.shape().get(1))));
    for (Parameter tensor : own) {
      if (tensor.role() != ParameterRole.OTHER) {
        rows.put(tensor.name(), outgoing.over(tensor.units()));
      }
    }
    if (layer instanceof FeedForwardLayer sized) {
      sized.setNIn(sized.getNIn() - incoming.over((int) sized.getNIn()).cardinality());
      sized.setNOut(sized.getNOut() - outgoing.over((int) sized.getNOut()).cardinality());
    }
    return outgoing;
  }

  /** What a unit that nothing reads must not change: the others. */
  private static void requireApart(int index, Layer layer, boolean hasWeights) {
    if (!hasWeights && !ConnectionReader.keepsUnits(layer)) {
      throw refused(index, layer, "isn't known to keep units apart");
    }
    if (activation(layer) instanceof ActivationSoftmax) {
      throw refused(index, layer, "takes a softmax over units of which some would go");
    }
  }

  private static @Nullable IActivation activation(Layer layer) {
    if (layer instanceof ActivationLayer alone) {
      return alone.getActivationFn();
    }
    return layer instanceof BaseLayer weighted ? weighted.getActivationFn() : null;
  }

  private static EspalierException refused(int index, Layer layer, String why) {
    return new EspalierException(
        "layer %d (%s) %s, so none can be removed before it; save the masked model instead"
            .formatted(index, layer.getClass().getSimpleName(), why));
  }

  /** The smaller network's layers. */
  MultiLayerConfiguration configuration() {
    return configuration;
  }

  /** Its weights, in its order. */
  float[] weights(float[] theta) {
    FloatBuffer left = FloatBuffer.allocate(theta.length);
    BitSet none = new BitSet();
    for (Parameter tensor : layout.parameters()) {
      BitSet goneRows = rows.getOrDefault(tensor.name(), none);
      BitSet goneColumns = columns.getOrDefault(tensor.name(), none);
      int width = tensor.shape().size() < 2 ? 1 : tensor.fanIn() / tensor.shape().get(1);
      for (int k = tensor.offset(); k < tensor.end(); k += width) {
        int place = k - tensor.offset();
        boolean gone =
            goneRows.get(place / tensor.fanIn()) || goneColumns.get(place % tensor.fanIn() / width);
        if (!gone) {
          left.put(theta, k, width);
        }
      }
    }
    return Arrays.copyOf(left.array(), left.position());
  }
}
