// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eidograph.cli.run.RunDirectoryTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command has a test that proves its effect. Those of {@code finetune} are
 * proven one by one in {@link FineTuneOptionsTest}.
 */
class EveryOptionTest {
  private static final List<Proof> PROOFS =
      List.of(
          proof("eval --model --data --json", RealRunsTest.class, "evalGivesTheGoldenLoss"),
          proof("eval --max-length", EvalOptionsTest.class, "evalCutsTextWhereItIsTold"),
          proof("eval --workers", EvalOptionsTest.class, "evalGivesTheSameOnAnyNumberOfThreads"),
          proof("eval --dtype", EvalOptionsTest.class, "evalRoundsTheWeights"),
          proof("eval --device", CommandOptionsTest.class, "deviceAndTypeAreCheckedEverywhere"),
          proof("eval --adapter", EvalOptionsTest.class, "anAdapterChangesTheLoss"),
          proof(
              "eval --lenient",
              AdapterCommandsTest.class,
              "anIncompleteAdapterIsRefusedUnlessReadLeniently"),
          proof(
              "generate --model --prompt --json", RealRunsTest.class, "generateGivesTheGoldenIds"),
          proof(
              "generate --max-new-tokens", GenerateOptionsTest.class, "generateEndsWhereItIsTold"),
          proof(
              "generate --temperature --top-k --top-p --seed",
              GenerateOptionsTest.class,
              "samplingFollowsItsOptions"),
          proof("generate --chat", GenerateOptionsTest.class, "chatPutsThePromptIntoTheTemplate"),
          proof(
              "generate --dtype --device",
              CommandOptionsTest.class,
              "deviceAndTypeAreCheckedEverywhere"),
          proof("generate --adapter", GenerateOptionsTest.class, "anAdapterChangesTheText"),
          proof(
              "generate --lenient",
              AdapterCommandsTest.class,
              "anIncompleteAdapterIsRefusedUnlessReadLeniently"),
          proof(
              "logits --model --ids --output --json",
              CommandOptionsTest.class,
              "logitsAreThoseOfTransformers"),
          proof(
              "logits --dtype --device",
              CommandOptionsTest.class,
              "deviceAndTypeAreCheckedEverywhere"),
          proof("logits --adapter", CommandOptionsTest.class, "adapterGivesPeftsLogits"),
          proof(
              "logits --lenient",
              AdapterCommandsTest.class,
              "anIncompleteAdapterIsRefusedUnlessReadLeniently"),
          proof(
              "merge --model --adapter --output-dir --json",
              AdapterCommandsTest.class,
              "mergeKeepsTheBasesFilesAndTypeAndSaysSo"),
          proof("merge --save-dtype", AdapterCommandsTest.class, "mergeStoresTheTypeThatIsWanted"),
          proof(
              "merge --lenient",
              AdapterCommandsTest.class,
              "anIncompleteAdapterIsRefusedUnlessReadLeniently"),
          proof(
              "adapter inspect --model --json",
              CommandOptionsTest.class,
              "inspectComparesWithTheBase"),
          proof(
              "adapter verify --model --lenient --json",
              AdapterCommandsTest.class,
              "anIncompleteAdapterIsRefusedUnlessReadLeniently"),
          proof(
              "adapter verify --dtype --device",
              CommandOptionsTest.class,
              "deviceAndTypeAreCheckedEverywhere"),
          proof(
              "adapter combine --weights --method --rank --output-dir --json",
              AdapterVariantsTest.class,
              "combiningFollowsItsWeightsAndMethod"),
          proof(
              "adapter convert --model --rank --output-dir --json",
              AdapterVariantsTest.class,
              "convertingGivesTheSameLogitsPlainly"),
          proof(
              "data check --model --data --max-length --train-on --json",
              CommandOptionsTest.class,
              "dataCheckCountsWhatIsCut"),
          proof(
              "quickstart --output-dir --json",
              RealRunsTest.class,
              "quickstartLowersTheHeldOutLossByMoreThanAThird"),
          proof(
              "quickstart --overwrite --config --set",
              CommandOptionsTest.class,
              "quickstartTakesItsPlaceFromFlagsOrFile"),
          proof("quickstart --overwrite", RunDirectoryTest.class, "overwriteReplacesAnEarlierRun"),
          proof(
              "transfer plan --base --base-width --target --config --set --json",
              TransferPlanCommandTest.class,
              "directoryBaseWidthAndSettingsFileSayTheSame"),
          proof(
              "transfer plan --learning-rate --epsilon --weight-decay --init-std",
              TransferPlanCommandTest.class,
              "tunedValuesScaleTheirColumnAndAreNotAssumed"),
          proof(
              "transfer plan --parametrization --optimizer --embedding-rule --weight-decay-rule",
              TransferPlanCommandTest.class,
              "rulesChangeTheLines"),
          proof(
              "transfer plan --zero-readout --zero-query --decay-vectors --key-value-as-readout"
                  + " --from-checkpoint",
              TransferPlanCommandTest.class,
              "startsChangeTheirTensorsAlone"),
          proof(
              "transfer plan --token-counts",
              TransferPlanCommandTest.class,
              "tokenCountsMoveTheRateOfTheEmbedding"),
          proof("transfer plan --tensor", TransferPlanCommandTest.class, "oneTensorIsExplained"),
          proof(
              "transfer plan --format --output",
              TransferPlanCommandTest.class,
              "formatPrintsNothingButTheSnippetAndKeepsThePlanToo"),
          proof(
              "transfer sweep --model --data --widths --batch-size --warmup --init-std --max-length"
                  + " --eval-fraction --eval-data",
              LanguageSweepTest.class,
              "languageModelsAreSweptOnText"),
          proof("transfer sweep --field", LanguageSweepTest.class, "fieldsOfRowsAreNamed"),
          proof(
              "transfer sweep --lrs --steps --seeds --seed --parametrization --optimizer",
              TransferSweepCommandTest.class,
              "whatIsTrainedChangesTheLossesAndUsualValuesDoNot"),
          proof(
              "transfer sweep --no-control --weight-decays",
              TransferSweepCommandTest.class,
              "controlAndDecaysAreArms"),
          proof(
              "transfer sweep --extend",
              TransferSweepCommandTest.class,
              "gridIsExtendedNoFurtherThanItIsTold"),
          proof(
              "transfer sweep --workers",
              TransferSweepCommandTest.class,
              "workersDoNotChangeWhatIsFound"),
          proof(
              "transfer sweep --output-dir --resume --overwrite --regret-limit",
              TransferSweepCommandTest.class,
              "trainingsAreKeptAndNotRunAgain"),
          proof(
              "transfer sweep --config --set",
              TransferSweepCommandTest.class,
              "settingsMayStandInAFile"),
          proof(
              "transfer sweep --json",
              TransferSweepCommandTest.class,
              "textShowsTheRecordThatJsonPrints"),
          proof(
              "transfer sweep --target-width",
              TransferReportCommandTest.class,
              "reportJudgesTheResultsOfAnotherProgram"),
          proof(
              "transfer report --regret-limit --target-width --output --json",
              TransferReportCommandTest.class,
              "reportJudgesTheResultsOfAnotherProgram"),
          proof(
              "transfer report --config --set",
              TransferReportCommandTest.class,
              "reportRefusesWhatIsNoSweep"),
          proof(
              "transfer coord-check --base --mlp --json",
              TransferCoordCheckCommandTest.class,
              "textShowsTheRecordThatJsonPrints"),
          proof(
              "transfer coord-check --widths --parametrization --optimizer --learning-rate --seed"
                  + " --seeds --steps --batch-size --zero-readout",
              TransferCoordCheckCommandTest.class,
              "optionsChangeTheSlopesAndTheirUsualValuesDoNot"),
          proof(
              "transfer coord-check --init-std --zero-query --length --grow",
              TransferCoordCheckCommandTest.class,
              "optionsOfLanguageModelsChangeTheSlopesToo"),
          proof(
              "transfer coord-check --depths",
              TransferCoordCheckCommandTest.class,
              "depthsTakeThePlaceOfWidths"),
          proof(
              "transfer coord-check --data",
              TransferCoordCheckCommandTest.class,
              "ownTextsTakeThePlaceOfRandomTokens"),
          proof(
              "transfer coord-check --workers",
              TransferCoordCheckCommandTest.class,
              "workersDoNotChangeWhatIsFound"),
          proof(
              "transfer coord-check --output-dir --overwrite --config --set",
              TransferCoordCheckCommandTest.class,
              "pageTableAndResultAreKeptAndNothingElseIsReplaced"),
          proof("papers list --json", PapersTest.class, "listIsTheOneReadmeShows"),
          proof("papers show --json", PapersTest.class, "showNamesClaimsAndTolerancesBeforeAnyRun"),
          proof("papers run --all", PapersTest.class, "runWantsPapersThatCanBeRun"),
          proof(
              "papers run --fast --seed --workers --output-dir --json",
              PapersTest.class,
              "seedChangesTheNumbersAndWorkersDoNot"),
          proof(
              "papers run --output-dir --overwrite --config --set",
              PapersTest.class,
              "runTakesItsPlaceFromFlagsOrFile"),
          proof("config show --json", ConfigTest.class, "showPrintsSettingsWithoutRunning"),
          proof(
              "eval --task",
              ClassificationCommandTest.class,
              "evalGivesTheRunsNumbersAndMergeKeepsThem"),
          proof("eval --field", EvalOptionsTest.class, "evalReadsTheFieldsItIsTold"),
          proof(
              "eval --field --max-length",
              ClassificationCommandTest.class,
              "evalOfAClassifierFollowsItsFieldsAndLength"),
          proof(
              "adapter export --format --output-dir --json",
              AdapterVariantsTest.class,
              "exportingFollowsItsFormat"),
          proof(
              "lr convert --to-rank --to-scale --to-alpha --to-rslora --from-init --to-init"
                  + " --from-width --to-width --model --target",
              LrConvertCommandTest.class,
              "everyOptionMovesTheRateAsTheLawSays"),
          proof(
              "lr convert --from-rank --from-scale --from-alpha --from-rslora",
              LrConvertCommandTest.class,
              "alphaAndRslorasOfTheTunedRunAreItsMultiplier"),
          proof(
              "lr convert --from-lora-plus-ratio --to-lora-plus-ratio",
              LrConvertCommandTest.class,
              "ratiosAreOfTheTwoFactors"),
          proof(
              "lr convert --learning-rate --config --set --json",
              LrConvertCommandTest.class,
              "settingsFileAndFlagsSayTheSame"),
          proof(
              "config import --output --json",
              ConfigImportCommandTest.class,
              "fileIsWhatIsPrintedAndFinetuneTakesIt"),
          proof(
              "config import --format",
              ConfigImportCommandTest.class,
              "formatIsToldByTheKeysOrNamed"),
          proof(
              "signal edge --activation --json",
              SignalEdgeCommandTest.class,
              "jsonHasItsPromisedKeysAndNullsWhereNothingIs"),
          proof(
              "signal edge --sigma-b --q",
              SignalEdgeCommandTest.class,
              "biasAndVarianceMoveTheSamePoint"),
          proof(
              "signal edge --depth",
              SignalEdgeCommandTest.class,
              "depthRanksTheUsualOrTheGivenActivations"),
          proof(
              "signal edge --output-dir --overwrite --config --set",
              SignalEdgeCommandTest.class,
              "directoryKeepsResultAndPageAndIsNotReplacedUnasked"),
          proof(
              "signal depth --activation --sigma-w --sigma-b --json",
              SignalDepthCommandTest.class,
              "scalesAreThoseOfTheEdgeUnlessGiven"),
          proof(
              "signal depth --depth --correlation --input-variance",
              SignalDepthCommandTest.class,
              "inputsAndDepthMoveThePath"),
          proof(
              "signal depth --output-dir --overwrite --config --set",
              SignalDepthCommandTest.class,
              "directoryKeepsResultAndPage"),
          proof(
              "signal kernel --activation --depth --angles --pair --input-variance --json",
              SignalKernelCommandTest.class,
              "anglesAndPairsAreThoseOfTheRecursion"),
          proof(
              "signal kernel --architecture --sigma-w --sigma-b --branch-scale",
              SignalKernelCommandTest.class,
              "architectureFollowsItsOptions"),
          proof(
              "signal kernel --inputs --output --kernel --workers",
              SignalKernelCommandTest.class,
              "fileOfInputsGivesAFileOfMatrices"),
          proof(
              "signal kernel --tensor",
              SignalKernelCommandTest.class,
              "tensorChoosesFromAFileOfSeveral"),
          proof(
              "signal kernel --output-dir --overwrite --config --set",
              SignalKernelCommandTest.class,
              "directoryKeepsResultAndPage"),
          proof(
              "signal resnet --branches --sigma-w --correlation --schedule --json",
              SignalResnetCommandTest.class,
              "depthScaleAndCorrelationChangeTheNumbers"),
          proof(
              "signal resnet --offset", SignalResnetCommandTest.class, "offsetTamesTheFirstBranch"),
          proof("signal resnet --growth", SignalResnetCommandTest.class, "growthSetsTheScale"),
          proof(
              "signal resnet --width --networks --seed",
              SignalResnetCommandTest.class,
              "drawnNetworksFollowTheirOptions"),
          proof(
              "signal resnet --output-dir --overwrite --config --set",
              SignalResnetCommandTest.class,
              "directoryKeepsTheResultAndItsFiguresAndIsNotReplaced"),
          proof(
              "signal limit --widths --steps --paths --grid-widths --grid-depths --networks --seed"
                  + " --json",
              SignalLimitCommandTest.class,
              "everySizeAndTheSeedChangeWhatIsDrawn"),
          proof(
              "signal limit --correlation",
              SignalLimitCommandTest.class,
              "correlationMovesTheLimit"),
          proof(
              "signal limit --output-dir --overwrite --config --set",
              SignalLimitCommandTest.class,
              "directoryKeepsTheResultAndItsFiguresAndIsNotReplaced"),
          proof(
              "signal jacobian --layers --sparsity --common --fan-in --json",
              SignalJacobianCommandTest.class,
              "depthsAndSparsitiesAreThoseThatWereAskedFor"),
          proof(
              "signal jacobian --activation --q --weights",
              SignalJacobianCommandTest.class,
              "activationVarianceAndWeightsMoveTheMoment"),
          proof(
              "signal jacobian --width --draws --seed",
              SignalJacobianCommandTest.class,
              "drawsFollowTheirOptions"),
          proof(
              "signal jacobian --output-dir --overwrite --config --set",
              SignalJacobianCommandTest.class,
              "directoryKeepsTheResultAndItsFiguresAndIsNotReplaced"),
          proof(
              "signal regress --train --test --json",
              SignalRegressCommandTest.class,
              "textShowsTheRecordThatJsonPrints"),
          proof(
              "signal regress --activation --depth --kernel --sigma-w --sigma-b",
              SignalRegressCommandTest.class,
              "networkAndKernelChangeTheResultAndTheirUsualValuesDoNot"),
          proof(
              "signal regress --train-limit --test-limit",
              SignalRegressCommandTest.class,
              "limitsCutTheSets"),
          proof(
              "signal regress --jitter",
              SignalRegressCommandTest.class,
              "jitterIsAddedAndReportedAndZeroAddsNothing"),
          proof(
              "signal regress --workers",
              SignalRegressCommandTest.class,
              "workersDoNotChangeTheResult"),
          proof(
              "signal regress --config --set",
              SignalRegressCommandTest.class,
              "settingsMayStandInAFile"),
          proof(
              "signal alignment --activation --sigma-b --width --depth --steps --batch-size"
                  + " --learning-rate --seed --train-limit --read",
              SignalAlignmentCommandTest.class,
              "networkAndTrainingChangeTheReadingsAndTheirUsualValuesDoNot"),
          proof(
              "signal alignment --train",
              SignalAlignmentCommandTest.class,
              "imagesOfAFileTakeThePlaceOfTheBuiltInTask"),
          proof(
              "signal alignment --workers",
              SignalAlignmentCommandTest.class,
              "workersDoNotChangeWhatIsFound"),
          proof(
              "signal alignment --json",
              SignalAlignmentCommandTest.class,
              "textShowsTheRecordThatJsonPrints"),
          proof(
              "signal alignment --output-dir --overwrite --config --set",
              SignalAlignmentCommandTest.class,
              "pageAndResultAreKeptAndNothingElseIsReplaced"),
          proof(
              "signal diagnose --model --texts --tokens --probes --iterations --json",
              DiagnoseCommandTest.class,
              "sizesAreThoseThatAreAskedFor"),
          proof(
              "signal diagnose --thorough",
              DiagnoseCommandTest.class,
              "thoroughTakesMoreOfWhatIsNotGiven"),
          proof(
              "signal diagnose --seed",
              DiagnoseCommandTest.class,
              "aSeedOfItsOwnMovesProbesAndTexts"),
          proof("signal diagnose --workers", DiagnoseCommandTest.class, "workersChangeNothing"),
          proof(
              "signal diagnose --data", DiagnoseCommandTest.class, "ownTextsAreTakenInPlaceOfOurs"),
          proof(
              "signal diagnose --dtype --device",
              DiagnoseCommandTest.class,
              "weightsMayBeRoundedAndTheDeviceMustExist"),
          proof(
              "signal diagnose --output-dir --overwrite",
              DiagnoseCommandTest.class,
              "reportHoldsEveryFigureAndIsReplacedOnlyOnDemand"),
          proof(
              "signal diagnose --config --set",
              DiagnoseCommandTest.class,
              "settingsMayComeFromAFile"),
          proof(
              "widen --model --factor --output-dir --json --verify",
              WidenCommandTest.class,
              "theWideModelComputesTheSame"),
          proof("widen --keep-kv-heads", WidenCommandTest.class, "keyAndValueHeadsCanStay"),
          proof("widen --grow-heads", WidenCommandTest.class, "headsGrowInNumberOrInSize"),
          proof(
              "widen --layout --feed-forward-factor",
              WidenCommandTest.class,
              "layoutAndFeedForwardFactorChangeWhereAndHowManyCopiesLie"),
          proof(
              "widen --noise --noise-size --seed",
              WidenCommandTest.class,
              "noiseFollowsItsModeSizeAndSeed"),
          proof(
              "widen --optimizer --learning-rate --weight-decay --epsilon",
              WidenCommandTest.class,
              "thePlanMultipliesTheSourcesSettings"),
          proof(
              "widen --optimizer-state", WidenCommandTest.class, "momentsAreWidenedWithTheWeights"),
          proof(
              "data tokenizer --data --size --output-dir --json",
              DataTokenizerCommandTest.class,
              "theFilesAreATokenizerOfTheWantedSize"),
          proof(
              "data tokenizer --min-frequency --end-of-text --model-max-length",
              DataTokenizerCommandTest.class,
              "itsOptionsChangeTheVocabularyAndWhatTheFilesSay"),
          proof(
              "data tokenizer --field", DataTokenizerCommandTest.class, "rowsAreReadByTheirField"),
          proof(
              "pretrain --model --from-scratch --output-dir --json",
              PretrainCommandTest.class,
              "aRunLeavesACheckpointThatEvaluates"),
          proof(
              "pretrain --base --base-width --learning-rate --weight-decay --epsilon --init-std"
                  + " --parametrization --optimizer --embedding-rule --weight-decay-rule",
              PretrainCommandTest.class,
              "scalingOptionsChangeStartsAndRates"),
          proof(
              "pretrain --token-counts",
              PretrainCommandTest.class,
              "tokenCountsMoveTheEmbeddingsRate"),
          proof(
              "pretrain --data --eval-data --eval-fraction --max-length --field --dry-run",
              PretrainCommandTest.class,
              "dataOptionsChangeWhatIsRead"),
          proof(
              "pretrain --steps --epochs --batch-size --accumulation --packing --clip --seed",
              PretrainCommandTest.class,
              "loopOptionsChangeTheSteps"),
          proof(
              "pretrain --workers --micro-batch-tokens --activation-checkpointing --prefix-cache-mb"
                  + " --dtype --device",
              PretrainCommandTest.class,
              "engineOptionsChangeSpeedAndMemoryAlone"),
          proof(
              "pretrain --schedule --warmup --floor",
              PretrainCommandTest.class,
              "scheduleOptionsMoveTheRates"),
          proof(
              "pretrain --eval-every --patience --keep-best --save-every --save-limit",
              PretrainCommandTest.class,
              "paceOptionsEvaluateSaveAndStop"),
          proof(
              "pretrain --save-dtype --sample-prompt --sample-every",
              PretrainCommandTest.class,
              "resultOptionsShapeWhatIsLeft"),
          proof(
              "pretrain --resume --overwrite --config --set",
              PretrainCommandTest.class,
              "anInterruptedPlaceIsResumedAndAFinishedOneKept"));

  /** Options of one command and the test method that shows what they do. */
  private record Proof(String command, Set<String> options, Class<?> test, String method) {}

  private static Proof proof(String line, Class<?> test, String method) {
    int options = line.indexOf(" --");
    return new Proof(
        line.substring(0, options), Set.of(line.substring(options + 1).split(" ")), test, method);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionHasAProof(String name) {
    CommandLine command = new CommandLine(new Eido());
    for (String word : name.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    Set<String> options = new TreeSet<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.usageHelp() && !option.hidden()) {
        options.add(option.longestName());
      }
    }

    Set<String> proven =
        PROOFS.stream()
            .filter(proof -> proof.command().equals(name))
            .flatMap(proof -> proof.options().stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(proven).isEqualTo(options);
  }

  @Test
  void everyProofIsATest() {
    for (Proof proof : PROOFS) {
      assertThat(Arrays.stream(proof.test().getDeclaredMethods()).filter(EveryOptionTest::isTest))
          .as("tests of %s", proof.test())
          .extracting(Method::getName)
          .contains(proof.method());
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  static Set<String> commands() {
    Set<String> leaves = new TreeSet<>();
    leaves(new CommandLine(new Eido()), "", leaves);
    leaves.remove("finetune");
    leaves.remove("plan"); // PlanCommandTest: its options are those of finetune and one more
    return leaves;
  }

  private static void leaves(CommandLine command, String name, Set<String> found) {
    command
        .getSubcommands()
        .forEach(
            (word, sub) -> {
              if (sub.getSubcommands().isEmpty()) {
                found.add((name + " " + word).strip());
              } else {
                leaves(sub, name + " " + word, found);
              }
            });
  }
}
