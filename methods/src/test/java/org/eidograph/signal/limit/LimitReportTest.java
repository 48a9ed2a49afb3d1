// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.UsageException;
import org.eidograph.signal.limit.LimitReport.Narrow;
import org.eidograph.signal.limit.LimitReport.Question;
import org.eidograph.signal.limit.LimitReport.Size;
import org.junit.jupiter.api.Test;

class LimitReportTest {
  private static final Question SMALL =
      new Question(List.of(2, 8), 50, 400, List.of(8, 32), List.of(10), 60, 0.5, 1);

  @Test
  void narrowNetworksScatterAroundTheClosedForms() {
    List<Narrow> lines = LimitReport.of(SMALL).narrow();

    for (Narrow line : lines) {
      // Four standard errors; the closed form of the mean is 0.004 too high at t = 1.
      assertThat(line.mean().value())
          .isEqualTo(line.closedMean(), within(4 * line.mean().error() + 0.006));
      // A sample of 400 measures a variance to 7 %; drift noise adds up to 7 %.
      assertThat(line.variance() / line.closedVariance()).isEqualTo(1, within(0.35));
      // The median of a nearly normal law, whose error is 1.25 that of the plain mean.
      double error = 1.25 * Math.sqrt(line.variance() / 400);
      assertThat(line.median()).isEqualTo(line.closedMean(), within(4 * error + 0.01));
    }
    assertThat(lines.get(0).closedMean()).isEqualTo(-1 / 6.0, within(1e-15));
    assertThat(lines.get(0).deadStart()).isEqualTo(0.25);
  }

  @Test
  void sizesScatterAroundTheCommonLimit() {
    LimitReport report = LimitReport.of(SMALL);
    Size size = report.sizes().get(1);

    assertThat(report.limit().covariance()).isEqualTo(0.9072540535, within(1e-8));
    // Digits of a second program: uniform scales, L = 10.
    assertThat(size.wideCovariance()).isEqualTo(0.8932999620, within(1e-6));
    // Four standard errors, and (n + 1)/(2n) in place of 1/2 as the rate of growth.
    assertThat(size.covariance().value())
        .isEqualTo(size.wideCovariance(), within(4 * size.covariance().error() + 0.02));
    // Sixty networks measure it to about a tenth.
    assertThat(size.varianceError().value()).isEqualTo(3.6, within(1.5));
  }

  @Test
  void plainNetworksBelowSixteenUnitsMayDieAndAreLeftOut() {
    assertThat(LimitReport.of(SMALL).plain())
        .singleElement()
        .satisfies(
            plain -> {
              assertThat(plain.width()).isEqualTo(32);
              assertThat(plain.closedVariance()).isEqualTo(50.0 / 32);
            });
  }

  @Test
  void otherSequencesOfScalesAreThoseOfTheSecondPaper() {
    Question deep = new Question(List.of(), 1, 2, List.of(), List.of(10, 100), 2, 0.5, 1);
    List<LimitReport.Sequence> lines = LimitReport.of(deep).sequences();

    assertThat(lines)
        .extracting(LimitReport.Sequence::limit)
        .containsExactly("common", "common", "own", "own", "input", "none");
    // Digits of a second program, at the greatest depth.
    assertThat(lines.get(1).logVariance()).isEqualTo(0.4983497860, within(1e-9));
    assertThat(lines.get(5).logVariance()).isEqualTo(4.8790164169, within(1e-9));
    assertThat(lines.get(1).sumOfSquares()).isEqualTo(1, within(1e-12));
    assertThat(lines.get(2).correlation()).isEqualTo(0.5447462815, within(1e-9));
    assertThat(LimitFigures.of(LimitReport.of(deep), deep)).isEmpty();
  }

  @Test
  void figuresShowNormsLawsAndErrors() {
    List<Figure> figures = LimitFigures.of(LimitReport.of(SMALL), SMALL);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly("limit-drift", "limit-laws", "limit-error", "limit-covariance");
    assertThat(figures.get(1).series())
        .extracting(Figure.Series::name)
        .containsExactly("width 2", "closed, width 2", "width 8", "closed, width 8");
  }

  @Test
  void refusesWhatWouldTakeTooLongOrDoesNotExist() {
    assertThatThrownBy(
            () ->
                LimitReport.of(
                    new Question(List.of(4000), 1000, 1000, List.of(), List.of(), 2, 0.5, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("lower --paths, --networks or the sizes");
    assertThatThrownBy(() -> new Question(List.of(0), 10, 10, List.of(), List.of(), 2, 0.5, 1))
        .hasMessage("a width must be at least 1, got 0");
    assertThatThrownBy(() -> new Question(List.of(1), 10, 10, List.of(), List.of(), 2, 1.5, 1))
        .hasMessageContaining("must lie between -1.0 and 1.0, got 1.5");
  }
}
