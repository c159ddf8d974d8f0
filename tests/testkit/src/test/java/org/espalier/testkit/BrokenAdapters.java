package org.espalier.testkit;

import com.example.adapter.SoftmaxAdapter;
import com.example.adapter.SoftmaxModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRequest;

/** Sound adapters, and adapters that each break a rule. */
final class BrokenAdapters {
  private BrokenAdapters() {}

  /** Opens as the sound one does, for the broken to change some of it. */
  private static class Passing implements ModelAdapter {
    @Override
    public boolean supports(ModelSource source) {
      return new SoftmaxAdapter().supports(source);
    }

    @Override
    public PrunableModel open(ModelSource source) {
      return wrap(sound(source));
    }

    final SoftmaxModel sound(ModelSource source) {
      return new SoftmaxAdapter().open(source);
    }

    PrunableModel wrap(SoftmaxModel model) {
      return model;
    }
  }

  abstract static class OfSoftmax extends ModelAdapterContract {
    @Override
    protected Optional<Architecture> architecture() {
      return Optional.of(new Architecture("softmax:16-3", List.of(16), List.of(), 3));
    }

    @Override
    protected String extension() {
      return ".npy";
    }

    @Override
    protected Set<Class<? extends PrunableModel>> capabilities() {
      return Set.of(DifferentiableModel.class);
    }

    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }
  }

  static class Sound extends OfSoftmax {
    @Override
    protected ModelAdapter adapter() {
      return new SoftmaxAdapter();
    }
  }

  static class BlindToTheSeed extends OfSoftmax {
    @Override
    protected ModelAdapter adapter() {
      return new Passing() {
        @Override
        public PrunableModel open(ModelSource source) {
          return sound(
              source instanceof ModelSource.New fresh
                  ? new ModelSource.New(fresh.architecture(), 0)
                  : source);
        }
      };
    }
  }

  static class ClaimsEverything extends OfSoftmax {
    @Override
    protected ModelAdapter adapter() {
      return new Passing() {
        @Override
        public boolean supports(ModelSource source) {
          return true;
        }
      };
    }
  }

  static class LoadsToTell extends OfSoftmax {
    @Override
    protected ModelAdapter adapter() {
      return new Passing() {
        @Override
        public boolean supports(ModelSource source) {
          try {
            sound(source).close();
            return true;
          } catch (EspalierException e) {
            return false;
          }
        }
      };
    }
  }

  static class FailsInManyLines extends OfSoftmax {
    @Override
    protected ModelAdapter adapter() {
      return new Passing() {
        @Override
        public PrunableModel open(ModelSource source) {
          try {
            return sound(source);
          } catch (InvalidDataException e) {
            throw new InvalidDataException(e + "\n\tat somewhere", e);
          }
        }
      };
    }
  }

  static class SaysThatItTrains extends Sound {
    @Override
    protected Set<Class<? extends PrunableModel>> capabilities() {
      return Set.of(TrainableModel.class);
    }
  }

  /** Adapters of models that are changed. */
  abstract static class OfTrained extends OfSoftmax {
    abstract TrainedSoftmax wrap(SoftmaxModel model);

    @Override
    protected Set<Class<? extends PrunableModel>> capabilities() {
      return Set.of(TrainableModel.class);
    }

    @Override
    protected ModelAdapter adapter() {
      return new Passing() {
        @Override
        PrunableModel wrap(SoftmaxModel model) {
          return OfTrained.this.wrap(model);
        }
      };
    }
  }

  static class SoundTrained extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model);
    }
  }

  static class HandsOutItsOwn extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model) {
        private float[] shared = super.weights();

        @Override
        public float[] weights() {
          return shared;
        }

        @Override
        public void setWeights(float[] weights) {
          super.setWeights(weights);
          shared = weights;
        }
      };
    }
  }

  static class DifferentiatesRoughly extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model) {
        @Override
        public float[] gradient(Dataset batch, double labelSmoothing) {
          float[] gradient = super.gradient(batch, 0);
          for (int k = 0; k < gradient.length; k++) {
            gradient[k] *= 0.9f;
          }
          return gradient;
        }
      };
    }
  }

  static class ForgetsTheMask extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model) {
        @Override
        TrainingRequest seen(TrainingRequest request) {
          return new TrainingRequest(
              request.data(),
              request.recipe(),
              request.seed(),
              null,
              request.observer(),
              request.lossAfter(),
              request.gradients(),
              request.maxSteps(),
              request.progress());
        }
      };
    }
  }

  static class NeverStops extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model) {
        @Override
        TrainingRequest seen(TrainingRequest request) {
          return request.withProgress(Progress.NONE);
        }
      };
    }
  }

  static class TrainsByItsOwnSeed extends OfTrained {
    @Override
    TrainedSoftmax wrap(SoftmaxModel model) {
      return new TrainedSoftmax(model) {
        @Override
        TrainingRequest seen(TrainingRequest request) {
          return new TrainingRequest(
              request.data(),
              request.recipe(),
              System.nanoTime(),
              request.mask(),
              request.observer(),
              request.lossAfter(),
              request.gradients(),
              request.maxSteps(),
              request.progress());
        }
      };
    }
  }
}
