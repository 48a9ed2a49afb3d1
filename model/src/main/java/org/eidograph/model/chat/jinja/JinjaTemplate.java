// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.jspecify.annotations.Nullable;

/**
 * A compiled template, rendered as transformers renders chat templates: {@code trim_blocks} and
 * {@code lstrip_blocks} on, loop controls, {@code tojson} without HTML escapes, {@code
 * raise_exception}, {@code strftime_now} and {@code generation} blocks. Safe for several threads.
 *
 * <pre>{@code
 * JinjaTemplate greeting = JinjaTemplate.compile("Hello {{ name | upper }}", "greeting");
 * greeting.render(Map.of("name", "ada"), LocalDateTime.now()).text(); // Hello ADA
 * }</pre>
 */
public final class JinjaTemplate {
  private final String name;
  private final List<Statement> body;

  private JinjaTemplate(String name, List<Statement> body) {
    this.name = name;
    this.body = body;
  }

  /**
   * Compiles a template.
   *
   * @param name named in errors, for example the file
   * @throws BadInputException if it is malformed or uses an unsupported tag, with the line
   */
  public static JinjaTemplate compile(String source, String name) {
    try {
      return new JinjaTemplate(name, Parser.parse(source));
    } catch (LocatedFailure e) {
      throw failure(name, e.line(), String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw failure(name, 1, "the template is nested too deep to be read");
    }
  }

  /**
   * Renders it.
   *
   * @param variables Maps, Lists, Strings, Longs, Doubles, Booleans and nulls, by name; not changed
   * @param now what {@code strftime_now} shows
   * @throws BadInputException if the template refuses the variables or does what it may not
   */
  public Rendered render(Map<String, ? extends @Nullable Object> variables, LocalDateTime now) {
    Rendering rendering = new Rendering(now);
    try {
      Statements.run(body, Scope.root(rendering, variables), rendering.output());
    } catch (JinjaFailure e) {
      throw failure(name, rendering.line(), String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw failure(name, rendering.line(), "the template is nested too deep to be rendered");
    }
    return new Rendered(rendering.output().toString(), List.copyOf(rendering.generations()));
  }

  private static BadInputException failure(String name, int line, String message) {
    return new BadInputException("%s, line %d: %s".formatted(name, line, message));
  }

  /**
   * What a template gave.
   *
   * @param text the whole output
   * @param generations the ranges that its marked blocks wrote, in order
   */
  public record Rendered(String text, List<TextRange> generations) {}
}
