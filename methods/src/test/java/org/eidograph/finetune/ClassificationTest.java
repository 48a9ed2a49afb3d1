// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.UsageException;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainSettings.Pace;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From labelled rows to an adapter, on a random encoder with a real tokenizer. */
class ClassificationTest {
  private static final Path GOLDEN = Path.of("../model/src/test/resources/golden-encoders");
  private static final Path TOKENIZER = Path.of("../fixtures/wordpiece-tokenizer");

  @TempDir private Path directory;
  private Path model;
  private Path data;

  /** The bare golden encoder with a table of 600 random tokens. */
  @BeforeEach
  void makeCheckpoint() throws IOException {
    model = Files.createDirectory(directory.resolve("model"));
    Files.copy(TOKENIZER.resolve("tokenizer.json"), model.resolve("tokenizer.json"));
    String config = Files.readString(GOLDEN.resolve("bert-no-pooler/config.json"));
    Files.writeString(
        model.resolve("config.json"), config.replace("\"vocab_size\": 64", "\"vocab_size\": 600"));
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1);
        TensorSource source = TensorSource.open(GOLDEN.resolve("bert-no-pooler"))) {
      Map<String, Tensor> tensors = new HashMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name)));
      tensors.put("embeddings.word_embeddings.weight", Tensors.normal(random, 600, 16));
      SafetensorsWriter.write(model.resolve("model.safetensors"), tensors);
    }
    data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("train.csv"), rows(12));
    Files.writeString(data.resolve("valid.csv"), rows(3));
  }

  private static String rows(int repeats) {
    StringBuilder text = new StringBuilder("text,kind\n");
    for (int i = 0; i < repeats; i++) {
      text.append("the king ").append(i).append(" speaks,royal\n");
      text.append("a dog ").append(i).append(" barks,beast\n");
      text.append("my love ").append(i).append(" is fair,tender\n");
    }
    return text.toString();
  }

  private ClassificationRequest request(long steps, double headRate) {
    FineTuneRequest run = FineTuneRequest.of(model, List.of(data));
    FineTuneRequest.Data wanted = run.data();
    return new ClassificationRequest(
        run.withData(
                new FineTuneRequest.Data(
                    wanted.paths(),
                    List.of(),
                    0,
                    wanted.trainOn(),
                    wanted.overflow(),
                    org.eidograph.train.data.FieldMapping.parse(List.of("label=kind")),
                    0.1))
            .withLora(run.lora().with(b -> b.rank(4)))
            .withTraining(
                new FineTuneRequest.Training(
                    steps, 0, 12, 1, false, 1, EngineSettings.of(1), Pace.PLAIN, 0)),
        headRate,
        List.of());
  }

  private ClassificationResult run(ClassificationRequest request, String output)
      throws IOException {
    try (Classification job = Classification.prepare(request)) {
      return job.run(Files.createDirectory(directory.resolve(output)), FineTune.Watch.NONE);
    }
  }

  @Test
  void learnsToTellThreeKindsApart() throws IOException {
    ClassificationResult result = run(request(60, 1e-2), "out");

    ClassificationEvaluator.Result before = Objects.requireNonNull(result.before());
    ClassificationEvaluator.Result after = Objects.requireNonNull(result.after());
    assertThat(result.labels()).containsExactly("beast", "royal", "tender");
    // a new head with small weights knows nothing: log 3, up to its weights of 0.02
    assertThat(before.loss()).isCloseTo(Math.log(3), within(0.1));
    assertThat(after.confusion().accuracy()).isEqualTo(1);
    assertThat(after.loss()).isLessThan(0.2);
    assertThat(Objects.requireNonNull(result.training().after()).loss())
        .isCloseTo(after.loss(), within(1e-5));
  }

  @Test
  void theWrittenAdapterClassifiesAsTheTrainedModelDid() throws IOException {
    ClassificationRequest request = request(20, 1e-2);
    try (Classification job = Classification.prepare(request)) {
      ClassificationResult result =
          job.run(Files.createDirectory(directory.resolve("out")), FineTune.Watch.NONE);
      NewHead head = new NewHead(AdapterFiles.labels(result.adapterDirectory()), 99);

      try (SequenceClassifier again =
              SequenceClassifier.load(model, DType.FLOAT32, Device.CPU, head);
          Workers workers = new Workers(1)) {
        AdapterFiles.read(result.adapterDirectory(), again);
        ClassificationEvaluator.Result read =
            ClassificationEvaluator.evaluate(again, job.data().eval(), workers);

        // the head drawn from another seed is replaced whole by the adapter's
        assertThat(read.loss()).isEqualTo(Objects.requireNonNull(result.after()).loss());
      }
    }
  }

  @Test
  void theHeadHasAGroupOfItsOwnWhateverTheAdaptersRate() {
    try (Classification job = Classification.prepare(request(1, 3e-3))) {
      FineTunePlan plan = job.plan();

      List<List<String>> head =
          plan.tensors().rows().stream().filter(row -> row.get(2).startsWith("head")).toList();
      assertThat(head.stream().map(row -> row.get(0)))
          .containsExactlyInAnyOrder(
              "bert.pooler.dense.weight",
              "bert.pooler.dense.bias",
              "classifier.weight",
              "classifier.bias");
      assertThat(head).allSatisfy(row -> assertThat(row.get(3)).isEqualTo("0.003000"));
      assertThat(plan.lines().stream().map(FineTunePlan.Line::name)).contains("head", "new");
    }
  }

  @Test
  void theHeadsRateChangesTheRun() throws IOException {
    double slow = Objects.requireNonNull(run(request(5, 0), "a").after()).loss();
    double fast = Objects.requireNonNull(run(request(5, 1e-2), "b").after()).loss();

    assertThat(fast).isLessThan(slow);
  }

  @Test
  void equalSeedsGiveEqualRuns() throws IOException {
    double once = Objects.requireNonNull(run(request(5, 1e-3), "a").after()).loss();
    double twice = Objects.requireNonNull(run(request(5, 1e-3), "b").after()).loss();

    assertThat(once).isEqualTo(twice);
  }

  @Test
  void searchTriesRatesForTheAdaptersAndLeavesModelAndHeadAsTheyWere() throws IOException {
    AutoChoices open = new AutoChoices(null, new SearchSettings(2, 40, 16, 3, 1).withSteps(4));
    try (Classification found = Classification.prepare(request(5, 1e-3), open, TrainListener.NONE);
        Classification plain = Classification.prepare(found.request())) {
      RateSearch.Found search = Objects.requireNonNull(found.advice().search());

      assertThat(search.trials().trials()).hasSize(3);
      assertThat(search.rank()).isEqualTo(2);
      assertThat(found.request().run().rates().learningRate())
          .isEqualTo(search.carried().learningRate());
      // the same run with the rate given: nothing of the trials is left in model or head
      ClassificationResult searched =
          found.run(Files.createDirectory(directory.resolve("a")), FineTune.Watch.NONE);
      ClassificationResult given =
          plain.run(Files.createDirectory(directory.resolve("b")), FineTune.Watch.NONE);
      assertThat(Objects.requireNonNull(searched.after()).loss())
          .isEqualTo(Objects.requireNonNull(given.after()).loss());
    }
  }

  @Test
  void targetsAreNotComputedForAClassifier() {
    AutoChoices open = new AutoChoices(AutoChoices.Where.lowestThree(4), null);

    assertThatThrownBy(() -> Classification.prepare(request(1, 1e-3), open, TrainListener.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("targets must be named");
  }

  @Test
  void aRateThatIsNoRateIsRefused() {
    assertThatThrownBy(() -> request(1, -1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("-1");
  }
}
