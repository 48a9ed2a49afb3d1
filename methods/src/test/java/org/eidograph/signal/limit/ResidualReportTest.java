// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.UsageException;
import org.eidograph.signal.limit.ResidualReport.Drawing;
import org.eidograph.signal.limit.ResidualReport.Line;
import org.eidograph.signal.limit.ResidualReport.Question;
import org.eidograph.theory.moments.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidualReportTest {
  private static final Drawing NONE = new Drawing(1, 0, 0);

  /** Digits of a second program; those of pre-norm with five places. */
  @ParameterizedTest
  @CsvSource({
    "uniform, 10, 1, 0.4879016417, 0.5484086878, 1e-9",
    "decreasing, 10, 1.4142135623730951, 1.9236243894, 0.6306442120, 1e-9",
    "none, 10, 1.4142135623730951, 6.9314718056, 0.7991983912, 1e-9",
    "inverse-root, 100, 1.4142135623730951, 4.6151205168, 0.7669017218, 1e-9",
    "ramp, 100, 1, 0.4983497860, 0.5500209137, 1e-9",
    "pre-norm, 24, 1.4142135623730951, 3.2188758249, 0.71114, 1e-5"
  })
  void linesAreThoseOfTheKernel(
      String schedule, int branches, double sigmaW, double growth, double c, double tolerance) {
    Line line = only(question(branches, sigmaW, schedule), NONE);

    assertThat(line.logVariance()).isEqualTo(growth, within(1e-9));
    assertThat(line.logGradient()).isEqualTo(growth, within(1e-9)); // ReLU: one product for both
    assertThat(line.correlation()).isEqualTo(c, within(tolerance));
    assertThat(line.drawnLogVariance()).isNull();
  }

  @Test
  void drawnNetworksScatterAroundTheKernel() {
    Line line = only(question(30, 1.2, "uniform"), new Drawing(200, 60, 3));

    assertClose(line.drawnLogVariance(), line.logVariance());
    assertClose(line.drawnLogGradient(), line.logGradient());
  }

  /** Four standard errors, and half the variance of the logarithm, about 2/width a unit of it. */
  private static void assertClose(Estimate drawn, double value) {
    assertThat(drawn.value()).isEqualTo(value, within(4 * drawn.error() + 0.02));
  }

  @Test
  void normalisedBranchesAreNotDrawnAndReachNoLimit() {
    Line line = only(question(10, 1, "pre-norm"), new Drawing(20, 2, 1));

    assertThat(line.drawnLogVariance()).isNull();
    assertThat(line.tangentRatio()).isNull();
    assertThat(line.limitCorrelation()).isEqualTo(1);
    assertThat(line.growth()).isEqualTo("like 1 + 0.50·L");
  }

  @Test
  void adviceIsTheRootOfTheDepthOrMeetsTheGrowthAskedFor() {
    ResidualReport usual = ResidualReport.of(question(64, 1.5, "uniform"), NONE);
    double scale =
        ResidualReport.of(
                new Question(64, List.of(BranchChoice.parse("none", 0)), 1.5, 0.5, 4.0), NONE)
            .advice()
            .residualScale();

    assertThat(usual.advice().residualScale()).isEqualTo(0.125);
    assertThat(Math.log(usual.advice().growth()))
        .isEqualTo(usual.schedules().get(0).logVariance(), within(1e-12));
    assertThat(Math.pow(1 + scale * scale * 1.5 * 1.5 / 2, 64)).isEqualTo(4, within(1e-12));
  }

  @Test
  void amplifyingFirstBranchIsNotedUntilAnOffsetMendsIt() {
    Question offset = new Question(10, List.of(BranchChoice.parse("decreasing", 3)), 1, 0.5, null);

    assertThat(ResidualReport.of(question(10, 1, "decreasing"), NONE).notes())
        .anyMatch(note -> note.contains("begins at 1.4427, above 1"));
    assertThat(ResidualReport.of(offset, NONE).notes()).noneMatch(note -> note.contains("above 1"));
    assertThat(only(offset, NONE).schedule()).isEqualTo("decreasing + 3");
    // 1/(√4·ln 5)
    assertThat(only(offset, NONE).firstScale()).isEqualTo(0.3107, within(1e-4));
  }

  @Test
  void figuresShowEverySchedule() {
    List<Figure> figures = ResidualFigures.of(question(30, 1, "none,uniform,pre-norm"));

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly("residual-growth", "residual-correlation", "residual-tangent");
    assertThat(figures.get(0).series())
        .extracting(Figure.Series::name)
        .containsExactly("none", "uniform", "pre-norm");
    assertThat(figures.get(0).series().get(0).x()).containsExactly(1, 2, 5, 10, 20, 30);
    assertThat(figures.get(2).series()).hasSize(2); // no tangent kernel with normalisation
  }

  @Test
  void refusesWhatItCannotAnswer() {
    assertThatThrownBy(() -> BranchChoice.parse("unifrom", 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got 'unifrom'; did you mean uniform?");
    assertThatThrownBy(() -> ResidualReport.of(question(0, 1, "uniform"), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of branches must be at least 1, got 0");
    assertThatThrownBy(
            () -> ResidualReport.of(question(1_000_000, 1, "none"), new Drawing(64, 2, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("draw none with --networks 0");
    Question shrinking = new Question(10, List.of(BranchChoice.parse("none", 0)), 1, 0.5, 1.0);
    assertThatThrownBy(() -> ResidualReport.of(shrinking, NONE))
        .hasMessage("a growth must be above 1 and finite, got 1.0");
  }

  private static Question question(int branches, double sigmaW, String schedules) {
    return new Question(
        branches,
        Arrays.stream(schedules.split(",")).map(name -> BranchChoice.parse(name, 0)).toList(),
        sigmaW,
        0.5,
        null);
  }

  private static Line only(Question question, Drawing drawing) {
    return ResidualReport.of(question, drawing).schedules().get(0);
  }
}
