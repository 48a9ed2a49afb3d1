// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {
  private static final DataOptions OPTIONS =
      DataOptions.defaults(8, WordTokenizer.VOCABULARY).withThreads(1);

  @TempDir Path folder;

  @Test
  void plainTextGivesFullWindowsThatBeginWithTheOpeningToken() throws IOException {
    Path file = write("a.txt", "a b c d e f g h i j k l m n o p q r"); // 18 words and <s>

    try (DataSource data = open(DataRequest.whole(List.of(file), OPTIONS))) {
      ExampleSet set = data.train();
      assertThat(IntStream.range(0, set.size()).map(set::length)).containsExactly(8, 8, 3);
      assertThat(set.get(0).ids()[0]).isEqualTo(1);
      assertThat(set.get(1).ids()[0]).isNotEqualTo(1);
      assertThat(data.report().train()).isEqualTo(new DataReport.SetCount(3, 19, 16));
      assertThat(data.report().files().get(0).shape()).isEqualTo("plain text");
    }
  }

  @Test
  void aTenthOfTheRowsIsHeldOutAndTheRestStays() throws IOException {
    Path file = rows(40);

    try (DataSource data = open(new DataRequest(List.of(file), List.of(), OPTIONS))) {
      assertThat(data.eval().size()).isEqualTo(4);
      assertThat(data.train().size()).isEqualTo(36);
      assertThat(hashes(data.train())).doesNotContainAnyElementsOf(hashes(data.eval()));
    }
  }

  @Test
  void anotherSeedHoldsOutOtherRows() throws IOException {
    Path file = rows(40);

    try (DataSource one = open(new DataRequest(List.of(file), List.of(), OPTIONS));
        DataSource two =
            open(new DataRequest(List.of(file), List.of(), OPTIONS.withEvalFraction(0.1, 1)))) {
      assertThat(one.eval().sha256()).isNotEqualTo(two.eval().sha256());
    }
  }

  @Test
  void threadsStorageLocaleAndLineEndsChangeNothing() throws IOException {
    Path file = rows(300);
    Path windows = write("w.jsonl", "\uFEFF" + Files.readString(file).replace("\n", "\r\n"));
    String expected = hash(file, OPTIONS);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(hash(windows, OPTIONS.withThreads(3).withStoreBytes(10))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aDirectoryBringsItsOwnEvaluationRows() throws IOException {
    write("train.jsonl", "{\"text\":\"a b\"}\n{\"text\":\"c\"}\n");
    write("validation.csv", "text\nd e f\n");
    write("test.json", "[{\"text\":\"g\"}]");
    write("README.md", "not data");

    try (DataSource data = open(new DataRequest(List.of(folder), List.of(), OPTIONS))) {
      assertThat(data.train().size()).isEqualTo(2);
      assertThat(data.eval().get(0).length()).isEqualTo(5);
      assertThat(data.test().size()).isEqualTo(1);
      assertThat(data.report().files())
          .extracting(DataReport.FileCount::purpose)
          .containsExactly(Split.TRAIN, Split.VALID, Split.TEST);
    }
  }

  @Test
  void theReportCountsWhatWasCutAndLeftOut() throws IOException {
    Path file =
        write(
            "a.jsonl",
            """
            {"prompt":"p","completion":" a b c d e f g h i j k l m n o"}
            {"prompt":"p q r s t u v w x y z","completion":" a"}
            {"prompt":"p","completion":" a"}
            """);

    try (DataSource data = open(DataRequest.whole(List.of(file), OPTIONS))) {
      DataReport report = data.report();
      assertThat(report.truncated()).isEqualTo(1);
      assertThat(report.fullyMasked()).isEqualTo(1);
      assertThat(report.files().get(0).rows()).isEqualTo(3);
      assertThat(report.train()).isEqualTo(new DataReport.SetCount(2, 12, 8));
      assertThat(report.lengths())
          .containsExactly(
              new DataReport.LengthBucket(1, 16, 2), new DataReport.LengthBucket(17, 32, 1));
      assertThat(report.longest()).isEqualTo(18);
      assertThat(report.sample())
          .containsExactly(
              new DataReport.Run("<s>p", false), new DataReport.Run(" a b c d e f", true));
    }
  }

  @Test
  void rowsWithoutAnythingToLearnAreAnError() throws IOException {
    Path file = write("a.jsonl", "{\"prompt\":\"a b c d e f g h\",\"completion\":\" i\"}\n");

    assertThatThrownBy(() -> open(DataRequest.whole(List.of(file), OPTIONS)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("1 have all labels masked");
  }

  @Test
  void anEmptyFileIsAnError() throws IOException {
    for (String name : List.of("a.jsonl", "a.json", "a.csv", "a.txt")) {
      Path file = write(name, "");
      assertThatThrownBy(() -> open(DataRequest.whole(List.of(file), OPTIONS)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(name + " is empty");
    }
  }

  @Test
  void anAbsentFileIsAnError() {
    assertThatThrownBy(() -> open(DataRequest.whole(List.of(folder.resolve("no.jsonl")), OPTIONS)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void aDirectoryWithoutTrainingFileListsWhatItHolds() throws IOException {
    write("rows.jsonl", "{}");

    assertThatThrownBy(() -> open(DataRequest.whole(List.of(folder), OPTIONS)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rows.jsonl");
  }

  @Test
  @Tag("slow")
  void aFileLargerThanTheStoreIsReadWithLittleHeap() throws IOException {
    Path file = folder.resolve("big.jsonl");
    String line = "{\"text\":\"" + "word ".repeat(200) + "\"}\n";
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 50_000; i++) { // 50 MB
        out.write(line);
      }
    }
    DataOptions options =
        DataOptions.defaults(256, WordTokenizer.VOCABULARY).withStoreBytes(1 << 20);

    try (DataSource data = open(DataRequest.whole(List.of(file), options))) {
      assertThat(data.train().size()).isEqualTo(50_000);
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      // the ids alone take 50,000 · 202 · 4 bytes = 40 MB; the index takes 16 bytes an example
      assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(32L << 20);
    }
  }

  private String hash(Path file, DataOptions options) {
    try (DataSource data = open(DataRequest.whole(List.of(file), options))) {
      return data.train().sha256();
    }
  }

  private Path rows(int count) throws IOException {
    return write(
        "rows.jsonl",
        IntStream.range(0, count)
            .mapToObj(i -> "{\"text\":\"row number " + i + "\"}\n")
            .collect(Collectors.joining()));
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static DataSource open(DataRequest request) {
    return DataSource.open(request, new WordTokenizer(), new AlpacaFormat("</s>"));
  }

  private static List<String> hashes(ExampleSet set) {
    return IntStream.range(0, set.size()).mapToObj(set::sha256).toList();
  }
}
