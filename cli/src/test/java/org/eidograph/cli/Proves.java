// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Options whose effect a test shows: that they change what the command does, and that their usual
 * values do not. {@link EveryOptionTest} wants every option of every command to stand in one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Proves {
  /** Lines of a command and its options, for example {@code "merge --model --save-dtype"}. */
  String[] value();
}
