// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune.foreign;

import java.util.List;

/**
 * Another program's configuration in our words.
 *
 * @param format whose it is
 * @param settings keys of {@code eido finetune}
 * @param notFollowed keys without an equivalent here, each with a reason
 * @param withoutEffect keys that are switched off, ask for what holds here anyway, or say nothing
 *     of a run
 * @param open settings that the file leaves to its program's defaults; ours hold here
 */
public record ImportedConfig(
    String format,
    List<Setting> settings,
    List<NotFollowed> notFollowed,
    List<String> withoutEffect,
    List<String> open) {
  public ImportedConfig {
    settings = List.copyOf(settings);
    notFollowed = List.copyOf(notFollowed);
    withoutEffect = List.copyOf(withoutEffect);
    open = List.copyOf(open);
  }

  /**
   * One setting.
   *
   * @param key of {@code eido finetune}, in snake_case
   * @param value a number, a truth value, a text, or a list or map of these
   * @param from the keys of the file it follows from
   */
  public record Setting(String key, Object value, String from) {}

  /**
   * A key that is not followed.
   *
   * @param value as the file has it, in one line of JSON
   */
  public record NotFollowed(String key, String value, String reason) {}
}
