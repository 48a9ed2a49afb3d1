// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledSourceTest {
  private static final int CLS = 2;
  private static final int SEP = 3;

  private static Tokenizer tokenizer;
  @TempDir private Path directory;

  @BeforeAll
  static void open() {
    tokenizer = Tokenizers.open(Path.of("../fixtures/wordpiece-tokenizer"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
  }

  private static LabelledSource open(Path data, ClassLabels labels, int maxLength) {
    return LabelledSource.open(
        new LabelledSource.Request(
            List.of(data), List.of(), FieldMapping.none(), labels, maxLength, 600, 0, 0),
        tokenizer);
  }

  @Test
  void namedLabelsAreNumberedAlphabetically() throws IOException {
    Path csv = file("a.csv", "text,label", "good day,nice", "\"bad, night\",awful", "good,nice");

    ClassLabels labels = ClassLabels.inData(List.of(csv), FieldMapping.none());

    assertThat(labels.names()).containsExactly("awful", "nice");
    try (LabelledSource data = open(csv, labels, 64)) {
      assertThat(data.train().get(0).label()).isEqualTo(1);
      assertThat(data.train().get(1).label()).isZero();
      assertThat(data.report().perClass()).containsExactly(1L, 2L);
    }
  }

  @Test
  void wholeNumbersAreIdsAndMissingOnesCount() throws IOException {
    Path jsonl =
        file("a.jsonl", "{\"text\": \"a\", \"label\": 10}", "{\"text\": \"b\", \"label\": 2}");

    ClassLabels labels = ClassLabels.inData(List.of(jsonl), FieldMapping.none());

    assertThat(labels.size()).isEqualTo(11);
    assertThat(labels.names().get(10)).isEqualTo("LABEL_10");
    try (LabelledSource data = open(jsonl, labels, 64)) {
      assertThat(data.train().get(0).label()).isEqualTo(10);
    }
  }

  @Test
  void idsMeanTheNamesOfAGivenList() throws IOException {
    Path csv = file("a.csv", "text,label", "one,1", "two,no");

    try (LabelledSource data = open(csv, new ClassLabels(List.of("no", "yes")), 64)) {
      assertThat(data.train().get(0).label()).isEqualTo(1);
      assertThat(data.train().get(1).label()).isZero();
    }
  }

  @Test
  void columnsMayHaveOtherNames() throws IOException {
    Path csv = file("a.csv", "question,category", "how?,a", "why?,b");
    FieldMapping fields = FieldMapping.parse(List.of("text=question", "label=category"));

    assertThat(ClassLabels.inData(List.of(csv), fields).names()).containsExactly("a", "b");
  }

  @Test
  void aLongTextLosesItsEndButNotTheTemplate() throws IOException {
    Path csv = file("a.csv", "text,label", "once upon a time there was a girl,a", "one,b");

    try (LabelledSource data = open(csv, new ClassLabels(List.of("a", "b")), 6)) {
      int[] ids = data.train().get(0).ids();
      int[] whole = tokenizer.encode("once upon a time there was a girl", true).ids();
      assertThat(ids).hasSize(6).startsWith(CLS, whole[1], whole[2]).endsWith(whole[4], SEP);
      assertThat(data.report().truncated()).isEqualTo(1);
      assertThat(data.report().longest()).isEqualTo(whole.length);
    }
  }

  @Test
  void aBatchAsksForTheClassAtTheFirstTokenOnly() throws IOException {
    Path csv = file("a.csv", "text,label", "good day,b", "night,a");

    try (LabelledSource data = open(csv, new ClassLabels(List.of("a", "b")), 64)) {
      StepBatch batch = StepBatch.of(data.train(), new int[] {0, 1});

      assertThat(batch.labelCount()).isEqualTo(2);
      assertThat(batch.labels()[0]).isEqualTo(1);
      assertThat(batch.labels()[batch.starts()[1]]).isZero();
      assertThat(batch.ids()[batch.starts()[1]]).isEqualTo(CLS);
    }
  }

  @Test
  void theHashTellsLabelsApart() throws IOException {
    Path first = file("a.csv", "text,label", "x,a", "y,b");
    Path second = file("b.csv", "text,label", "x,b", "y,b");
    ClassLabels labels = new ClassLabels(List.of("a", "b"));

    try (LabelledSource one = open(first, labels, 64);
        LabelledSource other = open(second, labels, 64)) {
      assertThat(one.train().sha256(1)).isEqualTo(other.train().sha256(1));
      assertThat(one.train().sha256()).isNotEqualTo(other.train().sha256());
    }
  }

  @Test
  void whatCannotBeUsedIsNamedWithItsPlace() throws IOException {
    Path csv = file("a.csv", "text,label", "x,a", "y,b");
    Path unlabelled = file("b.csv", "text,kind", "x,a");
    Path alike = file("c.csv", "text,label", "x,a", "y,a");
    ClassLabels others = new ClassLabels(List.of("p", "q"));

    assertThatThrownBy(() -> open(csv, others, 64))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("a.csv:2", "'a'", "2 classes");
    assertThatThrownBy(() -> ClassLabels.inData(List.of(unlabelled), FieldMapping.none()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("b.csv:2", "'label'", "--field label=NAME");
    assertThatThrownBy(() -> ClassLabels.inData(List.of(alike), FieldMapping.none()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at least two classes");
  }
}
