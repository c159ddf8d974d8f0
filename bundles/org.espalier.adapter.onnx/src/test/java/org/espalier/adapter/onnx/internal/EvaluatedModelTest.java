package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluatedModelTest {
  /** w (2, 3), then b (2). */
  private static final float[] WEIGHTS = {0.5f, -1, 2, 1, 0.25f, -0.5f, 0.1f, -0.2f};

  private static final float[] OTHERS = {-0.5f, 1, 0, 0, 0.75f, 1.5f, -1, 0};

  private static final float[] FEATURES = {
    1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, -1, 2, 0.5f, 0.25f, -1, -2, 3, 1, -1
  };
  private static final int[] LABELS = {0, 1, 0, 1, 1, 0, 0};

  @TempDir private Path folder = Path.of("");

  /** How a classifier's last nodes make its output y of the scores h (n, 2). */
  enum Form {
    SCORES {
      @Override
      void end(GraphProto.Builder graph) {
        graph.addNode(SmallModels.node("Identity", "y", "h"));
      }
    },
    SOFTMAX {
      @Override
      void end(GraphProto.Builder graph) {
        graph.addNode(SmallModels.node("Softmax", "y", "h"));
      }
    },
    LOG_SOFTMAX {
      @Override
      void end(GraphProto.Builder graph) {
        graph.addNode(SmallModels.node("LogSoftmax", "y", "h"));
      }
    },
    /** σ(h₁ − h₀), the probability of class 1. */
    SIGMOID {
      @Override
      void end(GraphProto.Builder graph) {
        difference(graph);
        graph.addNode(SmallModels.node("Sigmoid", "y", "d"));
      }
    },
    /** As scikit-learn's classifiers of two classes are exported. */
    SIGMOID_AND_ITS_COMPLEMENT {
      @Override
      void end(GraphProto.Builder graph) {
        difference(graph);
        graph
            .addNode(SmallModels.node("Sigmoid", "p", "d"))
            .addNode(SmallModels.node("Sub", "q", "one", "p"))
            .addNode(
                SmallModels.node("Concat", "y", "q", "p")
                    .addAttribute(AttributeProto.newBuilder().setName("axis").setType(2).setI(1)))
            .addInitializer(SmallModels.raw("one", SmallModels.floats(1), 1));
      }
    };

    abstract void end(GraphProto.Builder graph);

    private static void difference(GraphProto.Builder graph) {
      graph
          .addNode(SmallModels.node("MatMul", "d", "h", "minus"))
          .addInitializer(SmallModels.raw("minus", SmallModels.floats(-1, 1), 2, 1));
    }
  }

  private OnnxModel model(Form form, int batch) throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(
                SmallModels.node("Gemm", "h", "x", "w", "b")
                    .addAttribute(AttributeProto.newBuilder().setName("transB").setType(2).setI(1)))
            .addInitializer(
                SmallModels.raw("w", SmallModels.floats(WEIGHTS).substring(0, 24), 2, 3))
            .addInitializer(SmallModels.raw("b", SmallModels.floats(WEIGHTS).substring(24), 2));
    form.end(graph);
    ModelProto.Builder model = SmallModels.model(graph).toBuilder();
    if (batch > 0) {
      input(model, batch);
    }
    if (form == Form.SIGMOID) {
      model
          .getGraphBuilder()
          .getOutputBuilder(0)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .getDimBuilder(1)
          .setDimValue(1);
    }
    Path file = folder.resolve(form + ".onnx");
    Files.write(file, model.build().toByteArray());
    return OnnxModel.read(file);
  }

  private static void input(ModelProto.Builder model, int batch) {
    model
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(batch);
  }

  private static Dataset data() {
    return new Dataset("seven", List.of(3), FEATURES, LABELS, 2);
  }

  /** By the definitions of a linear classifier, a softmax and the cross-entropy. */
  private static void requireRight(float[] theta, Evaluation evaluation) {
    double correct = 0;
    double nats = 0;
    for (int i = 0; i < LABELS.length; i++) {
      double[] scores = {theta[6], theta[7]};
      for (int j = 0; j < 6; j++) {
        scores[j / 3] += theta[j] * (double) FEATURES[3 * i + j % 3];
      }
      correct += (scores[1] > scores[0] ? 1 : 0) == LABELS[i] ? 1 : 0;
      nats += Math.log(Math.exp(scores[0]) + Math.exp(scores[1])) - scores[LABELS[i]];
    }
    assertEquals(LABELS.length, evaluation.examples());
    assertEquals(correct / LABELS.length, evaluation.accuracy(), 1e-12);
    assertEquals(nats / LABELS.length, evaluation.loss(), 1e-5);
  }

  private static float[] theta(OnnxModel model, float[] first) {
    float[] theta = model.weights();
    System.arraycopy(first, 0, theta, 0, first.length);
    return theta;
  }

  @ParameterizedTest
  @EnumSource
  void measuresWhateverTheOutputIs(Form form) throws IOException {
    try (OnnxModel model = model(form, 0)) {
      requireRight(WEIGHTS, model.evaluate(data()));
    }
  }

  @Test
  void measuresTheWeightsThatAreSet() throws IOException {
    try (OnnxModel model = model(Form.SCORES, 0)) {
      Evaluation before = model.evaluate(data());
      model.setWeights(theta(model, OTHERS));
      requireRight(OTHERS, model.evaluate(data()));
      model.setWeights(theta(model, WEIGHTS));
      assertEquals(before, model.evaluate(data()));
      float[] biasOnly = WEIGHTS.clone();
      biasOnly[7] = 3;
      model.setWeights(theta(model, biasOnly));
      requireRight(biasOnly, model.evaluate(data()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCORES", "SIGMOID"})
  void fillsTheLastRunOfAFixedBatch(Form form) throws IOException {
    try (OnnxModel model = model(form, 4)) {
      requireRight(WEIGHTS, model.evaluate(data()));
      model.setWeights(theta(model, OTHERS));
      requireRight(OTHERS, model.evaluate(data()));
    }
  }

  @Test
  void measuresOnDataWithoutExamplesOfTheLastClasses() throws IOException {
    Dataset one = new Dataset("zeros", List.of(3), new float[] {1, 0, 0}, new int[] {0}, 1);
    Dataset three = new Dataset("three", List.of(3), new float[] {1, 0, 0}, new int[] {2}, 3);
    try (OnnxModel model = model(Form.SCORES, 0)) {
      assertEquals(1, model.evaluate(one).examples());
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> model.evaluate(three));
      assertEquals(three + " does not fit the model, which tells 2 classes apart", e.getMessage());
    }
  }

  @Test
  void saysWhichModelIsNoClassifier() throws IOException {
    ModelProto.Builder whole = SmallModels.mlp().toBuilder();
    whole
        .getGraphBuilder()
        .addNode(
            SmallModels.node("ReduceMax", "top", "y")
                .addAttribute(AttributeProto.newBuilder().setName("keepdims").setType(2).setI(0)));
    var output = whole.getGraphBuilder().getOutputBuilder(0).setName("top");
    output.getTypeBuilder().getTensorTypeBuilder().clearShape();
    Path file = folder.resolve("top.onnx");
    Files.write(file, whole.build().toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      InvalidDataException e =
          assertThrows(InvalidDataException.class, () -> model.evaluate(data()));
      assertEquals(
          file
              + ": it has no output of shape (examples, classes); only classifiers can be evaluated",
          e.getMessage());
    }
  }

  @Test
  void saysThatTwoInputsAreTooMany() throws IOException {
    ModelProto.Builder two = SmallModels.mlp().toBuilder();
    two.getGraphBuilder()
        .addInput(two.getGraph().getInput(0).toBuilder().setName("z"))
        .addNode(SmallModels.node("Identity", "unused", "z"));
    Path file = folder.resolve("two.onnx");
    Files.write(file, two.build().toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      InvalidDataException e =
          assertThrows(InvalidDataException.class, () -> model.evaluate(data()));
      assertEquals(
          file + ": it has 2 inputs (x, z); to be run on a data set it must have one",
          e.getMessage());
    }
  }
}
