// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido transfer coord-check}, mostly at sizes too small for a verdict worth having. */
class TransferCoordCheckCommandTest {
  static final String TINY = "../docs/examples/tiny/config.json";
  private static final String STORIES = "../fixtures/stories260k";

  @TempDir private Path place;

  static Terminal check(String... options) {
    List<String> line = new ArrayList<>(List.of("transfer", "coord-check"));
    line.addAll(List.of(options));
    return Terminal.eido(line.toArray(String[]::new));
  }

  /** A small dense check; a flag wins over a setting. */
  private static Terminal dense(String... more) {
    List<String> line = new ArrayList<>(List.of("--mlp"));
    for (String small : List.of("widths=8,16,32,64", "seeds=1", "steps=1")) {
      line.addAll(List.of("--set", small));
    }
    line.addAll(List.of(more));
    return check(line.toArray(String[]::new));
  }

  /** A small check of Llamas. */
  private Terminal llama(String... more) throws Exception {
    String narrow =
        Files.readString(Path.of(TINY))
            .replace("\"hidden_size\": 64", "\"hidden_size\": 8")
            .replace("\"intermediate_size\": 192", "\"intermediate_size\": 24")
            .replace("_heads\": 4", "_heads\": 2")
            .replace("\"head_dim\": 16", "\"head_dim\": 4")
            .replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    Path config = Files.writeString(place.resolve("narrow.json"), narrow);
    List<String> line = new ArrayList<>(List.of("--base", config.toString()));
    for (String small : List.of("seeds=1", "steps=1")) {
      line.addAll(List.of("--set", small));
    }
    line.addAll(List.of(more));
    return check(line.toArray(String[]::new));
  }

  private static JsonNode json(Terminal terminal) {
    // whether the check holds is another matter
    assertThat(terminal.exitCode()).as(terminal.err()).isIn(0, 3);
    return Json.parse(terminal.out(), "report");
  }

  @Test
  @Tag("slow")
  void mupPassesAndSpEndsWithThree() {
    Terminal mup = check("--mlp", "--zero-readout");
    Terminal sp = check("--mlp", "--parametrization", "sp");
    Terminal weak = check("--mlp", "--learning-rate", "1e-30");

    assertThat(mup.exitCode()).as(mup.err()).isZero();
    assertThat(mup.out())
        .contains("passes, and the control does not", "64, 128, 256, 512, 3 each", "mup-B, adamw");
    assertThat(sp.exitCode()).isEqualTo(3);
    assertThat(sp.out()).contains("verdict   fails", "blows up");
    assertThat(sp.err())
        .contains("must not follow the width (slope within 0.3)", "layer 2", "under sp");
    assertThat(weak.exitCode()).isEqualTo(3);
    assertThat(weak.err()).contains("its control passes too; raise --learning-rate above 1e-30");
  }

  @Test
  @Proves("transfer coord-check --base --mlp --json")
  void textShowsTheRecordThatJsonPrints() {
    Terminal text = dense();
    JsonNode report = json(dense("--json"));

    double slope =
        report.get("tested").get("modules").get(1).get("steps").get(1).get("change").asDouble();
    assertThat(text.out())
        .contains("32-n-n-n-10", "8, 16, 32, 64, 1 each", "mup-B, adamw at rate 0.01")
        .contains(String.format(Locale.ROOT, "layer 2   %+.2f", slope));
    assertThat(report.get("sizes").toString()).isEqualTo("[8,16,32,64]");
    assertThat(report.get("control").get("rules").stringValue()).isEqualTo("sp");
  }

  @ParameterizedTest
  @CsvSource({
    "--parametrization ntp, --parametrization mup-B",
    "--optimizer sgd, --optimizer adamw",
    "--lr 0.02, --lr 0.01",
    "--learning-rate 0.02, --learning-rate 0.01",
    "--seed 1, --seed 0",
    "--seeds 2, --seeds 1",
    "--steps 2, --steps 1",
    "--batch-size 31, --batch-size 32",
    "'--widths 8,16,32,65', '--widths 8,16,32,64'",
    "--zero-readout, ''"
  })
  @Proves({
    "transfer coord-check --widths --parametrization --optimizer --learning-rate --seed",
    "transfer coord-check --seeds --steps --batch-size --zero-readout"
  })
  void optionsChangeTheSlopesAndTheirUsualValuesDoNot(String change, String usual) {
    JsonNode plain = json(dense("--json"));

    assertThat(json(dense(("--json " + change).split(" "))).get("tested"))
        .isNotEqualTo(plain.get("tested"));
    assertThat(json(dense(("--json " + usual).trim().split(" "))).get("tested"))
        .isEqualTo(plain.get("tested"));
  }

  @ParameterizedTest
  @CsvSource({
    "--init-std 0.5, --init-std 0.35355339059327379", // 1/√8
    "--zero-query --steps 2, --steps 1",
    "--length 15, --length 16",
    "--batch-size 3, --batch-size 4",
    "--grow head-size, --grow heads",
    "'--widths 8,16,32,72', '--widths 8,16,32,64'"
  })
  @Proves("transfer coord-check --init-std --zero-query --length --grow")
  void optionsOfLanguageModelsChangeTheSlopesToo(String change, String usual) throws Exception {
    JsonNode plain = json(llama("--json"));

    assertThat(json(llama(("--json " + change).split(" "))).get("tested"))
        .isNotEqualTo(plain.get("tested"));
    assertThat(json(llama(("--json " + usual).split(" "))).get("tested"))
        .isEqualTo(plain.get("tested"));
  }

  @Test
  @Proves("transfer coord-check --depths")
  void depthsTakeThePlaceOfWidths() throws Exception {
    JsonNode plain = json(check("--mlp", "--depths", "2,4,8,16", "--seeds", "1", "--json"));
    JsonNode model = json(llama("--depths", "2,4,8,16", "--json"));

    assertThat(plain.get("axis").stringValue()).isEqualTo("depth");
    assertThat(plain.get("networks").stringValue()).contains("residual");
    assertThat(model.get("tested").get("modules").toString())
        .contains("\"middle mlp\"", "\"last attention\"")
        .doesNotContain("layer 0");
  }

  @Test
  @Proves("transfer coord-check --data")
  void ownTextsTakeThePlaceOfRandomTokens() throws Exception {
    Path text =
        Files.writeString(place.resolve("a.txt"), "Once upon a time there was a cat. ".repeat(20));
    Path brief = Files.writeString(place.resolve("b.txt"), "Once");
    List<String> line =
        List.of(
            "--base",
            STORIES,
            "--widths",
            "16,32,64,128",
            "--steps",
            "1",
            "--seeds",
            "1",
            "--json");

    JsonNode random = json(check(line.toArray(String[]::new)));
    List<String> own = new ArrayList<>(line);
    own.addAll(List.of("--data", text.toString()));
    JsonNode read = json(check(own.toArray(String[]::new)));
    own.set(own.size() - 1, brief.toString());
    Terminal few = check(own.toArray(String[]::new));

    assertThat(random.get("networks").stringValue()).endsWith("4 x 16 random tokens");
    assertThat(read.get("networks").stringValue()).endsWith("4 sequences of a.txt");
    assertThat(read.get("tested")).isNotEqualTo(random.get("tested"));
    assertThat(few.exitCode()).isEqualTo(4);
    assertThat(few.err()).contains("a batch needs 4 sequences of at least 2 tokens");
  }

  @Test
  @Proves("transfer coord-check --workers")
  void workersDoNotChangeWhatIsFound() {
    assertThat(dense("--workers", "1", "--json").out())
        .isEqualTo(dense("--workers", "3", "--json").out());
  }

  @Test
  @Proves("transfer coord-check --output-dir --overwrite --config --set")
  void pageTableAndResultAreKeptAndNothingElseIsReplaced() throws Exception {
    Path run = place.resolve("run");
    Path yaml = Files.writeString(place.resolve("run.yaml"), "output_dir: " + run + "\n");

    Terminal first = dense("--output-dir", run.toString());
    Terminal again = dense("--config", yaml.toString());
    Terminal replaced = dense("--set", "output_dir=" + run, "--overwrite");

    assertThat(first.err()).contains("figures in ");
    assertThat(run.resolve("report.html")).content().contains("learn as fast at every width");
    assertThat(run.resolve("result.json")).content().contains("\"outcome\"");
    assertThat(Files.readAllLines(run.resolve("coordinates.csv")))
        .hasSize(1 + 2 * 4 * 2 * 4)
        .startsWith("rules,width,seed,step,module,mean_abs,rms_change");
    assertThat(Json.readObject(run.resolve("manifest.json")).toString())
        .contains("\"exit_code\":" + first.exitCode());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("--overwrite");
    assertThat(replaced.exitCode()).isEqualTo(first.exitCode());
  }

  @Test
  @Tag("slow")
  void examplesOfTheHelpRun() {
    List<String> examples =
        check("--help").out().lines().filter(line -> line.startsWith("  eido ")).toList();

    assertThat(examples).hasSize(3);
    for (String example : examples) {
      String[] arguments =
          example.replace("  eido ", "").replace("docs/", "../docs/").split(" ", -1);
      assertThat(Terminal.eido(arguments).exitCode()).as(example).isZero();
    }
  }

  /** Slopes to their first decimal, since float32 sums differ from one processor to the next. */
  @Test
  @Tag("slow")
  void readmeShowsThisRun() throws Exception {
    Terminal run = check("--base", TINY);

    assertThat(run.exitCode()).as(run.err()).isZero();
    Snippet.check("transfer-coord-check", firstDecimals(run.out()));
  }

  private static String firstDecimals(String text) {
    return text.replaceAll("[+-]0\\.0\\d", " 0.0…") // near zero the sign is chance
        .replaceAll("([+-]\\d\\.\\d)\\d", "$1…")
        .replaceAll("(?<= )0\\.\\d\\d(?= )", "…   ");
  }
}
