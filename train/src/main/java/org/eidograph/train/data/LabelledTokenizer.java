// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.model.tokenizer.Tokenizer;

/** Turns labelled texts into examples, and counts what it sees. */
final class LabelledTokenizer {
  private final LabelledSource.Request request;
  private final Tokenizer tokenizer;
  private long rows;
  private long truncated;
  private int longest;

  LabelledTokenizer(LabelledSource.Request request, Tokenizer tokenizer) {
    this.request = request;
    this.tokenizer = tokenizer;
  }

  /**
   * Tokenizes one row.
   *
   * @throws BadInputException naming file and line
   */
  Example example(LabelledRow row) {
    Tokenizer.Encoding encoding = tokenizer.encode(row.text(), true);
    RowTokenizer.requireInVocabulary(encoding.ids(), request.vocabularySize(), row.origin());
    if (encoding.ids().length == 0) {
      throw new BadInputException(
          "%s: a text must have at least one token, but is empty".formatted(row.origin()));
    }
    rows++;
    longest = Math.max(longest, encoding.ids().length);
    return Example.classified(fit(encoding), request.labels().id(row));
  }

  private int[] fit(Tokenizer.Encoding encoding) {
    int[] ids = encoding.ids();
    int max = request.maxLength();
    if (ids.length <= max) {
      return ids;
    }
    truncated++;
    int ending = templateTokensAtEnd(encoding);
    int[] cut = Arrays.copyOf(ids, max);
    System.arraycopy(ids, ids.length - ending, cut, max - ending, ending);
    return cut;
  }

  /** Tokens of the template have no characters. */
  private static int templateTokensAtEnd(Tokenizer.Encoding encoding) {
    int count = 0;
    int last = encoding.ids().length - 1;
    while (count < 2 && encoding.starts()[last - count] == encoding.ends()[last - count]) {
      count++;
    }
    return count;
  }

  LabelledSource.Report report(List<Long> perClass) {
    return new LabelledSource.Report(rows, truncated, longest, perClass);
  }
}
