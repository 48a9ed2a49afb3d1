// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.placement.HeatMap;
import org.jspecify.annotations.Nullable;

/** One part of a report under its own heading. All text is plain text; nothing is markup. */
public sealed interface Section {
  /** A few words, unique within the page. */
  String heading();

  /**
   * Running text.
   *
   * @param paragraphs each a paragraph
   */
  record Prose(String heading, List<String> paragraphs) implements Section {
    public Prose {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /**
   * The few numbers that sum the run up, set large.
   *
   * @param highlights best three or four
   */
  record Highlights(String heading, List<Highlight> highlights) implements Section {
    public Highlights {
      highlights = List.copyOf(highlights);
    }
  }

  /**
   * One number of {@link Highlights}.
   *
   * @param label what it is
   * @param value with its unit, short
   * @param note what to compare it with; may be empty
   */
  record Highlight(String label, String value, String note) {}

  /** Names and values, such as a plan with its reasons or the environment of a run. */
  record Facts(String heading, List<Fact> facts) implements Section {
    public Facts {
      facts = List.copyOf(facts);
    }
  }

  /**
   * One line of {@link Facts}.
   *
   * @param reason why it has this value
   * @param citation where the reason is from
   */
  record Fact(String name, String value, @Nullable String reason, @Nullable String citation) {
    /** A line that explains itself. */
    public static Fact of(String name, String value) {
      return new Fact(name, value, null, null);
    }
  }

  /** Tables below one another. */
  record Tables(String heading, List<Table> tables) implements Section {
    public Tables {
      tables = List.copyOf(tables);
    }
  }

  /** Charts, two abreast where there is room. Figure ids are unique within the page. */
  record Figures(String heading, List<Figure> figures) implements Section {
    public Figures {
      figures = List.copyOf(figures);
    }
  }

  /** A square of shares in [0, 1], one row and one column a label, drawn as cells. */
  record Matrix(String heading, String caption, List<String> labels, double[][] shares)
      implements Section {
    public Matrix {
      labels = List.copyOf(labels);
      int size = labels.size();
      if (shares.length != size || Arrays.stream(shares).anyMatch(row -> row.length != size)) {
        throw new IllegalArgumentException("a matrix needs one row and one column a label");
      }
      shares = Arrays.stream(shares).map(double[]::clone).toArray(double[][]::new);
    }

    @Override
    public double[][] shares() {
      return Arrays.stream(shares).map(double[]::clone).toArray(double[][]::new);
    }

    /** One cell. */
    double share(int row, int column) {
      return shares[row][column];
    }
  }

  /** Numbers over two named axes, each cell coloured by its number. */
  record Heat(String heading, String caption, HeatMap map) implements Section {}

  /** What the model wrote for the same prompts before and after. */
  record Samples(String heading, List<Sample> samples) implements Section {
    public Samples {
      samples = List.copyOf(samples);
    }
  }

  /**
   * One pair of {@link Samples}.
   *
   * @param before the continuation by the base model
   * @param during continuations on the way; may be empty
   * @param after the continuation by the trained model
   */
  record Sample(String prompt, String before, List<Stage> during, String after) {
    public Sample {
      during = List.copyOf(during);
    }
  }

  /**
   * A continuation on the way.
   *
   * @param label when it was taken, for example {@code step 50}
   */
  record Stage(String label, String text) {}
}
