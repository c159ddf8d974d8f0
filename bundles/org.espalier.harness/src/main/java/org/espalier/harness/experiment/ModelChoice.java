package org.espalier.harness.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Suggestions;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.LayerSpec;

/**
 * A network as an experiment names it; its input and output follow from the data.
 *
 * @param type {@code mlp} or {@code cnn}
 * @param hidden its layers between input and output
 * @param fixedInput number of inputs, if the name fixes it, or 0
 * @param fixedOutput number of classes, if the name fixes it, or 0
 */
public record ModelChoice(String type, List<LayerSpec> hidden, int fixedInput, int fixedOutput)
    implements ModelSpec {
  private static final Pattern LAYER =
      Pattern.compile(
          "(conv(?=\\d+(?:x|$))|pool(?=\\d+$)|dense(?=\\d+$))(\\d{1,6})(?:x(\\d{1,3}))?");
  private static final Map<String, String> NAMED =
      Map.of(
          "digits-mlp", "mlp:64-128-64-10",
          "digits-cnn", "cnn:conv16-conv32-pool2-conv32-pool2-dense64",
          "breast-cancer-mlp", "mlp:30-64-32-2",
          "synthetic-mlp", "mlp:40-64-32-4",
          "lenet-300-100", "mlp:784-300-100-10");

  public ModelChoice {
    hidden = List.copyOf(hidden);
  }

  /** Whether a text names a network rather than a file. */
  static boolean isName(String text) {
    return NAMED.containsKey(text) || text.startsWith("mlp:") || text.startsWith("cnn:");
  }

  /**
   * Reads a known name, {@code mlp:INPUTS-HIDDEN-…-CLASSES}, or {@code cnn:LAYER-LAYER-…} with
   * layers {@code conv16} (3×3), {@code conv16x5} (5×5), {@code pool2} and {@code dense64}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static ModelChoice parse(String text) {
    String spec = NAMED.getOrDefault(text, text);
    if (spec.startsWith("mlp:")) {
      return parseMlp(text, spec.substring(4));
    } else if (spec.startsWith("cnn:")) {
      return cnn(Arrays.asList(spec.substring(4).split("-", -1)));
    }
    throw new IllegalArgumentException(
        Suggestions.unknown("model", text, NAMED.keySet())
            + " (or mlp:64-128-10, cnn:conv16-pool2-dense64, a saved model's file)");
  }

  /** A multilayer perceptron of the given hidden sizes. */
  public static ModelChoice mlp(List<Integer> hidden) {
    return new ModelChoice("mlp", dense(hidden), 0, 0);
  }

  /** A convolutional network of layers such as {@code conv16}, {@code pool2}, {@code dense64}. */
  public static ModelChoice cnn(List<String> layers) {
    List<LayerSpec> hidden = layers.stream().map(ModelChoice::layer).toList();
    for (int i = 1; i < layers.size(); i++) {
      if (hidden.get(i - 1) instanceof LayerSpec.Dense
          && !(hidden.get(i) instanceof LayerSpec.Dense)) {
        throw new IllegalArgumentException(
            "layer '%s' comes after '%s', whose output is no image; dense layers come last"
                .formatted(layers.get(i), layers.get(i - 1)));
      }
    }
    return new ModelChoice(isSpatial(hidden) ? "cnn" : "mlp", hidden, 0, 0);
  }

  private static ModelChoice parseMlp(String text, String sizes) {
    try {
      List<Integer> all = Arrays.stream(sizes.split("-", -1)).map(Integer::valueOf).toList();
      int last = all.size() - 1;
      if (all.get(0) < 1 || all.get(last) < 1) {
        throw new IllegalArgumentException("model '" + text + "' has a size below 1");
      }
      if (last > 0) {
        return new ModelChoice("mlp", dense(all.subList(1, last)), all.get(0), all.get(last));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("model '" + text + "' is not like mlp:64-128-64-10", e);
    }
    throw new IllegalArgumentException("model '" + text + "' has no outputs, as in mlp:64-128-10");
  }

  private static List<LayerSpec> dense(List<Integer> sizes) {
    return sizes.stream().<LayerSpec>map(LayerSpec.Dense::new).toList();
  }

  private static LayerSpec layer(String text) {
    Matcher matcher = LAYER.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "layer '" + text + "' is none of conv16, conv16x5, pool2, dense64");
    }
    int size = Integer.parseInt(matcher.group(2));
    String kernel = matcher.group(3);
    return switch (matcher.group(1)) {
      case "conv" -> new LayerSpec.Convolution(size, kernel == null ? 3 : Integer.parseInt(kernel));
      case "pool" -> new LayerSpec.MaxPooling(size);
      default -> new LayerSpec.Dense(size);
    };
  }

  /** Whether examples go in as (channels, height, width) rather than flat. */
  public boolean isSpatial() {
    return isSpatial(hidden);
  }

  private static boolean isSpatial(List<LayerSpec> layers) {
    return layers.stream().anyMatch(l -> !(l instanceof LayerSpec.Dense));
  }

  /**
   * The examples in the shape that this network takes.
   *
   * @throws IllegalArgumentException if they don't fit
   * @throws InvalidDataException if they are all of one class
   */
  public Dataset fit(Dataset data) {
    if (data.classes() < 2) {
      throw new InvalidDataException(
          "data set " + data.name() + " has one class; telling classes apart needs two or more");
    }
    boolean otherInput = fixedInput > 0 && fixedInput != data.width();
    boolean otherOutput = fixedOutput > 0 && fixedOutput != data.classes();
    if (otherInput || otherOutput) {
      throw new IllegalArgumentException(
          "the model takes %d inputs and %d classes, but data set %s has %d and %d"
              .formatted(fixedInput, fixedOutput, data.name(), data.width(), data.classes()));
    }
    if (isSpatial() && data.exampleShape().size() != 3) {
      throw new IllegalArgumentException(
          "the model needs images, but examples of data set %s have shape %s"
              .formatted(data.name(), data.exampleShape()));
    }
    return isSpatial() ? data : data.reshape(List.of(data.width()));
  }

  /**
   * The whole architecture for data that {@link #fit} gave.
   *
   * @throws IllegalArgumentException if its parameters are too many to be numbered
   */
  public Architecture architecture(Dataset data) {
    requireCountable(data);
    return new Architecture(name(data), data.exampleShape(), hidden, data.classes());
  }

  private void requireCountable(Dataset data) {
    List<Integer> shape = data.exampleShape();
    double inputs = isSpatial() ? shape.get(0) : data.width();
    double pixels = isSpatial() ? (double) shape.get(1) * shape.get(2) : 1;
    double parameters = 0;
    for (LayerSpec layer : hidden) {
      if (layer instanceof LayerSpec.Convolution c) {
        parameters += c.filters() * (inputs * c.kernel() * c.kernel() + 1);
        inputs = c.filters();
      } else if (layer instanceof LayerSpec.MaxPooling p) {
        pixels = Math.max(1, pixels / p.size() / p.size());
      } else if (layer instanceof LayerSpec.Dense d) {
        parameters += d.units() * (inputs * pixels + 1);
        inputs = d.units();
        pixels = 1;
      }
    }
    parameters += data.classes() * (inputs * pixels + 1);
    if (parameters > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model %s has about %.2g parameters; it must have fewer than %d",
              name(data),
              parameters,
              Integer.MAX_VALUE));
    }
  }

  @Override
  public Map<String, Object> toMap() {
    return isSpatial()
        ? Map.of("type", type, "layers", hidden.stream().map(ModelChoice::spelling).toList())
        : Map.of(
            "type",
            type,
            "hidden",
            hidden.stream().map(l -> ((LayerSpec.Dense) l).units()).toList());
  }

  private String name(Dataset data) {
    if (!isSpatial()) {
      List<String> sizes = new ArrayList<>();
      sizes.add(Integer.toString(data.width()));
      hidden.forEach(l -> sizes.add(Integer.toString(((LayerSpec.Dense) l).units())));
      sizes.add(Integer.toString(data.classes()));
      return "mlp:" + String.join("-", sizes);
    }
    return "cnn:"
        + IntStream.range(0, hidden.size())
            .mapToObj(i -> spelling(hidden.get(i)))
            .collect(Collectors.joining("-"));
  }

  private static String spelling(LayerSpec layer) {
    if (layer instanceof LayerSpec.Convolution c) {
      return "conv" + c.filters() + (c.kernel() == 3 ? "" : "x" + c.kernel());
    } else if (layer instanceof LayerSpec.MaxPooling p) {
      return "pool" + p.size();
    }
    return "dense" + ((LayerSpec.Dense) layer).units();
  }
}
