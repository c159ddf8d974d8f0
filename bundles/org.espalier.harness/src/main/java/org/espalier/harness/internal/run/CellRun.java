package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.CancelledException;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.SanityCheck;
import org.espalier.harness.experiment.Schedule;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.MaskFiles;
import org.espalier.harness.result.Stage;
import org.jspecify.annotations.Nullable;

/** Prunes one seed's network by one method to one sparsity, trains it further, and measures. */
final class CellRun {
  private static final String RANK_CORRELATION = "ablation.rankCorrelation";

  private final RunContext context;
  private final TrainedSeed seed;
  private final Planned planned;
  private final @Nullable CausalEvidence evidence;
  private final Map<String, String> services = new LinkedHashMap<>();
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  CellRun(
      RunContext context, TrainedSeed seed, Planned planned, @Nullable CausalEvidence evidence) {
    this.context = context;
    this.seed = seed;
    this.planned = planned;
    this.evidence = evidence;
  }

  /**
   * One cell a stage; a plugin's failure becomes the status of what it kept from being measured.
   *
   * @param origins bundle and version of services that worked for this cell before it began
   * @throws CancelledException if the run is stopped
   */
  List<Cell> run(Map<String, String> origins) {
    services.putAll(origins);
    ModelSource source = context.networks().source();
    try (Rounds rounds =
            new Rounds(context, seed.seed(), planned, new Grounds(seed.trajectory(), evidence));
        Lease<ModelAdapter> adapter =
            context.plugins().leaseAdapter(source, context.cellProgress());
        EvaluableModel model =
            Models.evaluable(adapter.service().open(source), context.networks().name())) {
      services.put("adapter", adapter.info().origin());
      model.setWeights(seed.weights());
      pruneAndMeasure(model, rounds);
    } catch (CancelledException e) {
      throw e;
    } catch (Exception | Error e) {
      addFailures(e);
    }
    return cells;
  }

  private void addFailures(Throwable cause) {
    for (Stage stage : context.stages().stream().skip(cells.size()).toList()) {
      cells.add(Cells.of(planned, seed.seed(), services).failed(stage, cause));
    }
  }

  private void pruneAndMeasure(EvaluableModel model, Rounds rounds) {
    var schedule = context.experiment().schedule();
    Mask alive = Mask.all(model.layout());
    double trainingSeconds = 0;
    for (int round = 1; round <= schedule.rounds(); round++) {
      long start = System.nanoTime();
      Pruning pruning = decide(model, alive, round, rounds.grounds());
      double seconds = (System.nanoTime() - start) / 1e9;
      alive = pruning.mask();
      if (round == schedule.rounds()) {
        keepMask(alive);
      }
      if (schedule.isOneShot()) {
        cutAndMeasure(model, pruning, seconds);
      } else {
        cut(model, pruning);
      }
      if (context.networks().abilities().training()) {
        Mask mask = alive;
        seed.keptValues().ifPresent(values -> model.setWeights(values.under(mask)));
        TrainableModel trainable = Models.trainable(model);
        trainingSeconds += rounds.train(trainable, fineTuning(alive, round), round).seconds();
      }
    }
    if (context.networks().abilities().training()) {
      cells.add(measured(Stage.FINE_TUNED, model, alive, trainingSeconds));
    }
  }

  private void keepMask(Mask mask) {
    MaskFiles.write(context.results(), planned.method(), planned.sparsity(), seed.seed(), mask);
  }

  private static void cut(EvaluableModel model, Pruning pruning) {
    model.setWeights(pruning.apply(model.weights()));
  }

  /** The loss is measured on the training part where the policy predicts it, and only there. */
  private void cutAndMeasure(EvaluableModel model, Pruning pruning, double seconds) {
    Optional<Prediction> prediction = pruning.prediction();
    double before = prediction.isPresent() ? trainingLoss(model) : Double.NaN;
    Map<String, Double> flatness =
        FlatnessFigures.before(context, seed.split().train(), model, pruning.mask(), seed.seed());
    cut(model, pruning);
    Cell cell =
        measured(Stage.ONE_SHOT, model, pruning.mask(), seconds)
            .withFigures(ranking(pruning))
            .withFigures(flatness);
    cells.add(
        prediction
            .map(p -> cell.withLossChange(p.lossChange(), trainingLoss(model) - before))
            .orElse(cell));
  }

  /** How well the policy's scores rank what cutting single weights does. */
  private Map<String, Double> ranking(Pruning pruning) {
    return seed.ablation()
        .flatMap(a -> pruning.scores().map(a::rankCorrelation))
        .filter(Double::isFinite)
        .map(rho -> Map.of(RANK_CORRELATION, rho))
        .orElse(Map.of());
  }

  private double trainingLoss(EvaluableModel model) {
    return model.evaluate(seed.split().train()).loss();
  }

  private Pruning decide(EvaluableModel model, Mask alive, int round, Grounds grounds) {
    double target = Double.isNaN(planned.sparsity()) ? 0 : planned.sparsity();
    double sparsity = context.experiment().schedule().sparsity(round, target);
    Decision decision = new Decision(context, seed, grounds, services);
    Pruning pruning = decision.decide(planned.policy(), model, alive, sparsity);
    if (context.experiment().schedule().check() == SanityCheck.SHUFFLE) {
      pruning =
          KeptValues.shuffled(
              pruning, alive, Seeds.derive(seed.seed(), Seeds.Purpose.SHUFFLED_MASK) + round);
    }
    pruning.notes().stream().filter(n -> !notes.contains(n)).forEach(notes::add);
    if (!pruning.collapsed().isEmpty()) {
      notes.add("collapsed: " + String.join(", ", pruning.collapsed()));
    }
    return pruning;
  }

  private TrainingRequest fineTuning(Mask mask, int round) {
    TrainingRequest request =
        TrainingRequest.plain(
            seed.split().train(),
            recipe(round),
            Seeds.derive(seed.seed(), Seeds.Purpose.FINE_TUNING) + round);
    return request.withMask(mask).withProgress(context.cellProgress());
  }

  /** The fine-tuning's share of a round, or after rewinding what is left of the training. */
  private TrainingRecipe recipe(int round) {
    Experiment experiment = context.experiment();
    Schedule schedule = experiment.schedule();
    return schedule.rewindTo().isPresent()
        ? experiment
            .training()
            .withEpochs(experiment.training().epochs() - schedule.rewindTo().getAsInt())
        : experiment
            .fineTuning()
            .recipe(
                experiment.training(), schedule.epochs(round, experiment.fineTuning().epochs()));
  }

  private Cell measured(Stage stage, EvaluableModel model, Mask mask, double seconds) {
    return Cells.of(planned, seed.seed(), services)
        .measured(stage, model.evaluate(seed.split().test()), model.weights(), mask, seconds, notes)
        .withFigures(MeasuredFigures.of(context, seed.split(), model, mask, seed.seed()));
  }
}
