// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Exact regression as a user asks for it, on two kinds of noisy bars. */
class SignalRegressCommandTest {
  private static final int SIDE = 4;

  @TempDir private Path place;
  private Path train;
  private Path test;

  @BeforeEach
  void files() throws IOException {
    train = bars(place, "train", 40);
    test = bars(place, "t10k", 30);
  }

  /** Images of upright or lying bars, with noise; labels 0 and 1. */
  static Path bars(Path place, String name, int count) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    labels.putInt(0x801).putInt(count);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      int bar = random.nextInt(SIDE);
      labels.put((byte) label);
      for (int k = 0; k < SIDE * SIDE; k++) {
        boolean on = (label == 0 ? k % SIDE : k / SIDE) == bar;
        images.put((byte) ((on ? 120 : 0) + random.nextInt(120)));
      }
    }
    Files.write(place.resolve(name + "-labels-idx1-ubyte"), labels.array());
    return Files.write(place.resolve(name + "-images-idx3-ubyte"), images.array());
  }

  private Terminal regress(String... more) {
    List<String> line = new ArrayList<>(List.of("signal", "regress"));
    line.addAll(List.of("--train", train.toString(), "--test", test.toString()));
    line.addAll(Arrays.asList(more));
    return Terminal.eido(line.toArray(String[]::new));
  }

  private JsonNode json(String... more) {
    List<String> line = new ArrayList<>(Arrays.asList(more));
    line.add("--json");
    JsonNode found = regress(line.toArray(String[]::new)).json();
    return found;
  }

  private static double error(JsonNode report) {
    return report.get("result").get("mean_square_error").asDouble();
  }

  @Test
  @Proves("signal regress --train --test --json")
  void textShowsTheRecordThatJsonPrints() {
    Terminal text = regress();
    JsonNode json = json();

    assertThat(text.exitCode()).as(text.err()).isZero();
    int correct = json.get("result").get("correct").asInt();
    assertThat(text.out())
        .contains(correct + " of 30", "relu, 4 layers, sigma_w 1.414, sigma_b 0", "40 images");
    assertThat(json.get("accuracy").asDouble()).isEqualTo(correct / 30.0, within(1e-15));
    assertThat(correct).isGreaterThan(20); // bars are told apart far better than by chance
  }

  @Test
  @Proves("signal regress --activation --depth --kernel --sigma-w --sigma-b")
  void networkAndKernelChangeTheResultAndTheirUsualValuesDoNot() {
    JsonNode usual = json();

    assertThat(error(json("--activation", "tanh"))).isNotEqualTo(error(usual));
    assertThat(error(json("--depth", "7"))).isNotEqualTo(error(usual));
    assertThat(error(json("--kernel", "NNGP"))).isNotEqualTo(error(usual));
    assertThat(error(json("--sigma-b", "0.5", "--sigma-w", "1.2"))).isNotEqualTo(error(usual));
    JsonNode same =
        json("--activation", "relu", "--depth", "4", "--kernel", "NTK", "--sigma-b", "0");
    assertThat(same.get("result")).isEqualTo(usual.get("result"));
    // a homogeneous kernel is scaled by sigma_w alone, which regression does not see
    assertThat(error(json("--sigma-w", "1"))).isEqualTo(error(usual), within(1e-9));
  }

  @Test
  @Proves("signal regress --train-limit --test-limit")
  void limitsCutTheSets() {
    JsonNode cut = json("--train-limit", "10", "--test-limit", "7");
    JsonNode whole = json("--train-limit", "40", "--test-limit", "30");

    assertThat(cut.get("train_count").asInt()).isEqualTo(10);
    assertThat(cut.get("result").get("total").asInt()).isEqualTo(7);
    assertThat(whole.get("result")).isEqualTo(json().get("result"));
  }

  @Test
  @Proves("signal regress --jitter")
  void jitterIsAddedAndReportedAndZeroAddsNothing() {
    Terminal text = regress("--jitter", "0.1");

    assertThat(text.out()).contains("0.8 added to the diagonal"); // K(x, x) = 2·4
    assertThat(regress("--jitter", "0").out()).contains("jitter             none");
    assertThat(error(json("--jitter", "0.1"))).isNotEqualTo(error(json()));
  }

  @Test
  @Proves("signal regress --workers")
  void workersDoNotChangeTheResult() {
    assertThat(json("--workers", "1").get("result"))
        .isEqualTo(json("--workers", "2").get("result"));
  }

  @Test
  @Proves("signal regress --config --set")
  void settingsMayStandInAFile() throws Exception {
    Path file = Files.writeString(place.resolve("run.yaml"), "depth: 7\n");

    JsonNode fromFile = json("--config", file.toString());
    JsonNode fromSet = json("--set", "depth=7");

    assertThat(fromFile.get("depth").asInt()).isEqualTo(7);
    assertThat(fromSet.get("result")).isEqualTo(fromFile.get("result"));
  }

  @Test
  void wrongInputIsRefusedWithRuleValueAndMend() throws Exception {
    refused(2, "--depth must be at least 1, got 0", "--depth", "0");
    refused(2, "--jitter must be zero or positive, and finite, got -1", "--jitter", "-1");
    refused(2, "--train-limit must be at least 1, got 0", "--train-limit", "0");
    refused(2, "--workers must be at least 0, got -1", "--workers", "-1");
    refused(2, "did you mean relu?", "--activation", "rellu");
    refused(2, "sigmaW must be", "--sigma-w", "-1");
    refused(2, "take sigmaB 0", "--sigma-b", "0.3");
    Files.delete(place.resolve("train-labels-idx1-ubyte"));
    refused(4, "train-labels-idx1-ubyte does not exist; correct the path");
  }

  private void refused(int exitCode, String message, String... more) {
    Terminal terminal = regress(more);
    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(exitCode);
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.out()).isEmpty();
  }
}
