package org.espalier.adapter.dl4j.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;
import org.jspecify.annotations.Nullable;

/**
 * Follows the units of each weight tensor through a network to the tensor that takes them in. They
 * are lost in a layer that isn't known to leave each unit in its place.
 */
final class ConnectionReader {
  /** Layers without weights behind which unit i is still unit i, in as many places. */
  private static final Set<Class<? extends Layer>> KEEPING =
      Set.of(
          ActivationLayer.class,
          BatchNormalization.class,
          Cropping2D.class,
          DropoutLayer.class,
          GlobalPoolingLayer.class,
          SubsamplingLayer.class,
          Upsampling2D.class,
          ZeroPaddingLayer.class);

  private ConnectionReader() {}

  static List<Connection> read(MultiLayerConfiguration configuration, List<Parameter> parameters) {
    List<Connection> connections = new ArrayList<>();
    Optional<String> units = Optional.empty();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      if (!keepsPlaces(configuration.getInputPreProcess(i))) {
        units = Optional.empty();
      }
      String layer = String.valueOf(i);
      List<Parameter> own = parameters.stream().filter(p -> p.layer().equals(layer)).toList();
      Optional<String> weights =
          own.stream()
              .filter(p -> p.role() == ParameterRole.WEIGHT)
              .map(Parameter::name)
              .findFirst();
      units.ifPresent(
          source -> weights.ifPresent(target -> connections.add(new Connection(source, target))));
      if (weights.isPresent()) {
        units = hasOther(own) ? Optional.empty() : weights;
      } else if (!keepsUnits(configuration.getConf(i).getLayer())) {
        units = Optional.empty();
      }
    }
    return connections;
  }

  /** Whether a layer without weights leaves each unit in its place. */
  static boolean keepsUnits(Layer layer) {
    return KEEPING.contains(layer.getClass());
  }

  /** Such as a dense layer's own normalisation over all its units. */
  private static boolean hasOther(List<Parameter> own) {
    return own.stream().anyMatch(p -> p.role() == ParameterRole.OTHER);
  }

  /** Flattening maps in order (channel, height, width) leaves each filter's places in a row. */
  private static boolean keepsPlaces(@Nullable InputPreProcessor between) {
    return between == null
        || (between instanceof CnnToFeedForwardPreProcessor flattening
            && flattening.getFormat() == CNN2DFormat.NCHW);
  }
}
