// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** SEQ_CLS adapters that peft wrote, worked into their encoders; the logits are peft's. */
class ClassifierMergeTest {
  private static final Path ROOT = Path.of("src/test/resources/golden-classifiers");
  private static final Path BASES = Path.of("../model/src/test/resources/golden-encoders");

  @TempDir Path place;

  private static Path base(String adapter) {
    return BASES.resolve(adapter.startsWith("roberta") ? "roberta-base" : "bert-base");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert-all-linear", "bert-query-value", "roberta-all-linear"})
  void mergedClassifierGivesPeftsLogits(String name) {
    Path output = place.resolve("merged");

    Merge.Result result = Merge.write(base(name), ROOT.resolve(name), output);

    assertThat(distance(output, name, DType.FLOAT32)).isLessThan(1e-4); // float32, two blocks
    assertThat(result.dtype()).isEqualTo("FLOAT32");
    assertThat(result.effect()).isGreaterThan(result.logitDifference());
    assertThat(result.untied()).isFalse();
  }

  /** A base that was saved without a head: the adapter brings pooler, projection and classes. */
  @Test
  void baseWithoutAHeadBecomesAClassifierByTheNamesOfOne() throws Exception {
    String name = "bert-all-linear";
    Path bare = bareBase(name);

    Merge.write(bare, ROOT.resolve(name), place.resolve("merged"));

    assertThat(distance(place.resolve("merged"), name, DType.FLOAT32)).isLessThan(1e-4);
    JsonNode written = Json.readObject(place.resolve("merged").resolve("config.json"));
    assertThat(written.at("/architectures/0").asString())
        .isEqualTo("BertForSequenceClassification");
    assertThat(written.get("id2label")).isNotEmpty();
  }

  /** The base as it is saved without any head. */
  private Path bareBase(String adapter) throws IOException {
    Path bare = Files.createDirectories(place.resolve("bare"));
    ObjectNode config = Json.readObject(base(adapter).resolve("config.json"));
    config.remove("id2label");
    config.remove("label2id");
    Files.writeString(bare.resolve("config.json"), Json.pretty(config));
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(base(adapter))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      source.names().stream()
          .filter(tensor -> tensor.startsWith("bert.") && !tensor.contains("pooler"))
          .forEach(tensor -> tensors.put(tensor.substring(5), source.tensor(tensor)));
      SafetensorsWriter.write(bare.resolve("model.safetensors"), tensors);
    }
    return bare;
  }

  /** peft saves the pooler only if it is told to; a bare base has none either. */
  @Test
  void poolerThatNobodyHasIsMissedInWords() throws Exception {
    Path bare = bareBase("bert-all-linear");
    Path adapter = goldenWithout("pooler");
    ObjectNode config = Json.readObject(adapter.resolve("adapter_config.json"));
    config.putArray("modules_to_save").add("classifier");
    Files.writeString(adapter.resolve("adapter_config.json"), Json.pretty(config));

    assertThatThrownBy(() -> Merge.write(bare, adapter, place.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("bert.pooler.dense", "modules_to_save");
  }

  @Test
  void typeThatIsWantedIsStored() {
    Path output = place.resolve("half");

    Merge.Result result =
        Merge.write(
            base("bert-all-linear"),
            ROOT.resolve("bert-all-linear"),
            output,
            new Merge.Options(DType.BFLOAT16, false));

    assertThat(result.dtype()).isEqualTo("BFLOAT16");
    try (TensorSource source = TensorSource.open(output)) {
      assertThat(source.names())
          .isNotEmpty()
          .allMatch(name -> source.info(name).dtype() == DType.BFLOAT16);
    }
    // 8 bits of each weight over two blocks, values of order one
    assertThat(distance(output, "bert-all-linear", DType.FLOAT32)).isBetween(1e-5, 0.2);
  }

  @Test
  void adapterWithoutAnOutputProjectionIsRefused() throws Exception {
    Path adapter = goldenWithout("classifier");

    assertThatThrownBy(() -> Merge.write(base("bert"), adapter, place.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("modules_to_save");
    assertThat(place.resolve("none")).doesNotExist();
  }

  /** An adapter that peft wrote, without some of its tensors. */
  private Path goldenWithout(String module) throws IOException {
    Path adapter = Files.createDirectories(place.resolve("adapter"));
    Path golden = ROOT.resolve("bert-query-value");
    Files.copy(golden.resolve("adapter_config.json"), adapter.resolve("adapter_config.json"));
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(golden.resolve(AdapterFiles.TENSORS))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      source.names().stream()
          .filter(name -> !name.contains(module))
          .forEach(name -> tensors.put(name, source.tensor(name)));
      SafetensorsWriter.write(adapter.resolve(AdapterFiles.TENSORS), tensors);
    }
    return adapter;
  }

  private static double distance(Path classifier, String golden, DType type) {
    try (SequenceClassifier model = SequenceClassifier.load(classifier, type, Device.CPU);
        TensorSource source =
            TensorSource.open(ROOT.resolve(golden).resolve("golden.safetensors"));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Tensor logits = model.logits(Pass.inference(GoldenTexts.of(source), Device.CPU));
      return logits.maxAbsDifference(source.tensor("logits"));
    }
  }
}
