// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PapersTest {
  @Test
  void twentySixPapersHaveAnIdOfTheirOwnAndANumberInTheArchive() {
    assertThat(Papers.all()).hasSize(26);
    assertThat(Papers.all()).extracting(Paper::id).doesNotHaveDuplicates();
    assertThat(Papers.all()).extracting(Paper::arxiv).doesNotHaveDuplicates();
    assertThat(Papers.all())
        .allSatisfy(
            paper -> {
              assertThat(paper.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
              // the archive's numbers begin with year and month
              assertThat(paper.arxiv()).matches(paper.year() % 100 + "(0[1-9]|1[0-2])\\.[0-9]{5}");
              assertThat(paper.question()).endsWith("?");
              assertThat(paper.authors()).contains("Soufiane Hayou");
            });
  }

  @Test
  void exactlyTheRunnableOnesHaveExperiments() {
    assertThat(Papers.runnable())
        .extracting(Paper::id)
        .containsExactly(
            "eoc-selection",
            "eoc-impact",
            "ntk-depth",
            "stable-resnet",
            "layer-alignment",
            "infinite-depth",
            "commute-1",
            "commute-2",
            "jacobian",
            "lr-transfer",
            "large-vocab",
            "mupscaling",
            "lora-plus",
            "lora-init",
            "mu-a",
            "plop");
    assertThat(Papers.all())
        .allSatisfy(
            paper ->
                assertThat(Reproductions.of(paper).isPresent())
                    .isEqualTo(paper.state() == Paper.State.RUNNABLE));
  }

  @Test
  void aCitationNamesFamiliesAndYear() {
    assertThat(citation("lora-plus")).isEqualTo("Hayou, Ghosh, Yu (2024)");
    assertThat(citation("synthetic-rmt")).startsWith("El Firdoussi, Seddik, Hayou");
  }

  @Test
  void anUnknownIdIsNotFound() {
    assertThat(Papers.find("lora")).isEmpty();
  }

  /** A claim whose own expectation breaks it could never be judged fairly. */
  @Test
  void everyExpectedValueLiesInItsTolerance() {
    for (Paper paper : Papers.runnable()) {
      List<Claim> claims = Reproductions.of(paper).orElseThrow().claims();
      assertThat(claims).extracting(Claim::id).doesNotHaveDuplicates();
      assertThat(claims)
          .isNotEmpty()
          .allSatisfy(
              claim -> {
                assertThat(claim.tolerance().holds(claim.expected())).as(claim.id()).isTrue();
                assertThat(claim.basis()).isNotBlank();
              });
    }
  }

  private static String citation(String id) {
    return Papers.find(id).orElseThrow().citation();
  }
}
