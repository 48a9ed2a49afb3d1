// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Figure.Axis;
import org.eidograph.base.Figure.Kind;
import org.eidograph.base.Figure.Series;
import org.eidograph.base.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "200, 200",
    "-3, -3",
    "2.71828, 2.718",
    "0.00177, 0.00177",
    "1.25e-5, 1.25e-5",
    "NaN, –",
    "-Infinity, −∞",
    "1.5e12, 1.5e12",
    "99999.6, 100000"
  })
  void numbersKeepFourSignificantDigits(double value, String shown) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(SignificantDigits.format(value)).isEqualTo(shown);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void thinningKeepsEndsPeaksAndGaps() {
    double[] y = new double[10_000];
    y[4321] = 7;
    y[5432] = -7;
    y[6543] = Double.NaN;

    Series thin = Thinning.thin(series("s", y), 2000);

    assertThat(thin.y()).hasSizeLessThanOrEqualTo(2000).contains(7, -7, Double.NaN);
    assertThat(thin.x()).isSorted().startsWith(0).endsWith(9999);
  }

  @Test
  void aShortSeriesIsLeftAsItIs() {
    Series series = series("s", 1, 2, 3);

    assertThat(Thinning.thin(series, 2000)).isSameAs(series);
  }

  @Test
  void theTableHasOneRowPerAbscissaAndOneColumnPerSeries() {
    Series second = new Series("b", Kind.POINTS, new double[] {1, 1.5}, new double[] {8, 9});

    Table table = FigureTable.of(figure(Axis.linear("y"), series("a", 4, 5), second));

    assertThat(table.columns()).containsExactly("step", "a", "b");
    assertThat(table.rows())
        .containsExactly(List.of("0", "4", ""), List.of("1", "5", "8"), List.of("1.5", "", "9"));
  }

  @Test
  void aLongTableSaysHowManyOfItsRowsItShows() {
    Table table = FigureTable.of(figure(Axis.linear("y"), series("a", new double[1000])));

    assertThat(table.title()).isEqualTo("Title (100 of 1000 rows)");
    assertThat(table.rows()).hasSize(100).last().isEqualTo(List.of("999", "0"));
  }

  @Test
  void whatALogarithmicAxisCannotShowIsAGap() {
    String json = FigureJson.of(List.of(figure(Axis.log("y"), series("a", 1, 0, Double.NaN, 2))));

    assertThat(json).contains("[[0.0,1.0],[1.0,null],[2.0,null],[3.0,2.0]]");
  }

  private static Figure figure(Axis y, Series... series) {
    return new Figure("f", "Title", "", Axis.linear("step"), y, Arrays.asList(series));
  }

  private static Series series(String name, double... y) {
    double[] x = IntStream.range(0, y.length).asDoubleStream().toArray();
    return new Series(name, Kind.LINE, x, y);
  }
}
