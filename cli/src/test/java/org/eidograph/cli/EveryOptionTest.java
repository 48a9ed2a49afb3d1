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
              "anInterruptedPlaceIsResumedAndAFinishedOneKept"),
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
          proof("config show --json", ConfigTest.class, "showPrintsSettingsWithoutRunning"));

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
