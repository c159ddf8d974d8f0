package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The contracts pass a sound plugin, and catch each that breaks a rule. */
class ContractsTest {
  @Test
  void passesASoundPolicy() {
    assertEquals(Set.of(), failures(BrokenPlugins.Sound.class));
  }

  @Test
  void catchesATakerOfAnyOption() {
    assertEquals(
        Set.of("refusesAnUnknownOptionByName"), failures(BrokenPlugins.TakesAnyOption.class));
  }

  @Test
  void catchesOneThatNeverStops() {
    assertEquals(
        Set.of("stopsAtOnceWhenCancelledBefore", "stopsWithinASecondWhenCancelled"),
        failures(BrokenPlugins.NeverStops.class));
  }

  @Test
  void catchesOneThatMissesTheSparsity() {
    assertTrue(failures(BrokenPlugins.KeepsAll.class).contains("reachesTheSparsityExactly"));
    assertTrue(failures(BrokenPlugins.KeepsAll.class).contains("revivesNothing"));
    assertTrue(failures(BrokenPlugins.KeepsAll.class).contains("meetsTheQuotasOfTheRequest"));
  }

  @Test
  void catchesOneThatCutsTheHigherIndexFirst() {
    assertEquals(
        Set.of("cutsTheLowerIndexOfEqualsFirst"), failures(BrokenPlugins.CutsFromTheEnd.class));
  }

  @Test
  void catchesOneThatTakesNoNoticeOfUnits() {
    assertEquals(
        Set.of("cutsWholeUnitsOrSaysThatItDoesNot"), failures(BrokenPlugins.CutsUnitsApart.class));
  }

  @Test
  void catchesOneThatRemembers() {
    assertTrue(failures(BrokenPlugins.Remembers.class).contains("answersTheSameAgainBitForBit"));
    assertTrue(failures(BrokenPlugins.Remembers.class).contains("servesManyThreads"));
  }

  @Test
  void catchesOneThatSpoilsItsInputAndHidesANeed() {
    Set<String> failures = failures(BrokenPlugins.SpoilsGradients.class);
    assertTrue(failures.contains("leavesItsInputsAlone"));
    assertTrue(failures.contains("saysWhatItNeeds"));
  }

  @Test
  void catchesAnEstimatorThatTakesAnyOptionAndNeverStops() {
    assertEquals(
        Set.of(
            "refusesAnUnknownOptionByName",
            "stopsAtOnceWhenCancelledBefore",
            "stopsWithinASecondWhenCancelled"),
        failures(BrokenPlugins.HeedlessEstimator.class));
  }

  @Test
  void catchesAnEstimatorThatFindsNothing() {
    assertTrue(
        failures(BrokenPlugins.BlindEstimator.class).contains("ranksThePlantedParametersFirst"));
    assertTrue(
        failures(BrokenPlugins.BlindEstimator.class).contains("refusesValuesThatAreNotFinite"));
  }

  @Test
  void passesSoundRecordersAndAdapters() {
    assertEquals(Set.of(), failures(BrokenRecorders.Sound.class));
    assertEquals(Set.of(), failures(BrokenAdapters.Sound.class));
    assertEquals(Set.of(), failures(BrokenAdapters.SoundTrained.class));
  }

  @Test
  void catchesRecordersThatLoseOrChangeSteps() {
    requireFailures(
        BrokenRecorders.KeepsArrays.class,
        "letsTheCallerReuseItsArrays",
        "keepsEveryStepWithoutAFinish",
        "refusesWrongLengths");
    requireFailures(
        BrokenRecorders.ForgetsWhatIsNotFinished.class,
        "keepsEveryStepWithoutAFinish",
        "refusesWhatIsNotFiniteAndTakesNoMore");
    requireFailures(BrokenRecorders.Rounds.class, "readsBackWhatWasRecordedBitForBit");
    assertEquals(
        Set.of("refusesWhatIsNotFiniteAndTakesNoMore"),
        failures(BrokenRecorders.TakesWhatIsNotFinite.class));
  }

  @Test
  void catchesARecorderThatWritesOverWhatIsThere() {
    assertEquals(
        Set.of(
            "refusesAnOccupiedFolderAndLeavesItAlone",
            "refusesAFolderThatAnotherRecordingWritesTo"),
        failures(BrokenRecorders.WritesOver.class));
  }

  @Test
  void catchesARecorderThatStampsTheTime() {
    assertEquals(
        Set.of("readsBackWhatWasRecordedBitForBit", "writesTheSameBytesAgain"),
        failures(BrokenRecorders.StampsTheTime.class));
  }

  @Test
  void catchesAdaptersThatOpenWrongly() {
    assertEquals(
        Set.of("buildsTheSameModelForTheSameSeedOnly"),
        failures(BrokenAdapters.BlindToTheSeed.class));
    assertEquals(
        Set.of("supportsItsOwnModelsAndNothingForeign"),
        failures(BrokenAdapters.ClaimsEverything.class));
    assertEquals(
        Set.of("tellsWhatItSupportsWithoutReadingTheModel"),
        failures(BrokenAdapters.LoadsToTell.class));
    assertEquals(
        Set.of("refusesWhatIsNoModelInOneLine", "refusesADamagedModelInOneLine"),
        failures(BrokenAdapters.FailsInManyLines.class));
    requireFailures(BrokenAdapters.SaysThatItTrains.class, "canDoWhatItIsSaidTo");
  }

  @Test
  void catchesModelsThatBreakARule() {
    requireFailures(BrokenAdapters.HandsOutItsOwn.class, "handsOutAndTakesCopiesOfItsWeights");
    requireFailures(
        BrokenAdapters.DifferentiatesRoughly.class,
        "differentiatesItsLoss",
        "smoothsTheLabelsOfItsGradient");
    assertEquals(
        Set.of("keepsMaskedWeightsAtZeroInTraining"),
        failures(BrokenAdapters.ForgetsTheMask.class));
    assertEquals(Set.of("stopsTrainingWhenCancelled"), failures(BrokenAdapters.NeverStops.class));
    requireFailures(
        BrokenAdapters.TrainsByItsOwnSeed.class,
        "trainsTheSameForTheSameSeedOnly",
        "servesManyThreadsEachWithAModelOfItsOwn");
  }

  /** These at least: what follows from them may fail as well. */
  private static void requireFailures(Class<?> contract, String... tests) {
    Set<String> failures = failures(contract);
    assertTrue(failures.containsAll(Set.of(tests)), failures::toString);
  }

  private static Set<String> failures(Class<?> contract) {
    Set<String> names = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .failed()
        .list()
        .forEach(
            event ->
                names.add(
                    ((MethodSource) event.getTestDescriptor().getSource().orElseThrow())
                        .getMethodName()));
    return names;
  }
}
