// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a template into statements. */
final class Parser {
  private static final int DEEPEST = 150;
  private static final Set<String> SPECIAL = Set.of("varargs", "kwargs", "caller");

  private final TokenStream stream;
  private final Set<String> namesSeen = new HashSet<>();
  private final ExpressionParser expressions;
  private final TargetParser assigned;
  private int depth;
  private int loops;

  private Parser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream, namesSeen);
    this.assigned = new TargetParser(stream);
  }

  /**
   * Parses a whole template.
   *
   * @throws LocatedFailure if it is malformed or uses a statement that is not supported
   */
  static List<Statement> parse(String template) {
    TokenStream stream = new TokenStream(Lexer.tokens(template));
    try {
      return new Parser(stream).body();
    } catch (JinjaFailure e) {
      throw new LocatedFailure(stream.current().line(), e);
    }
  }

  /** Statements up to one of the given closing words, which is not consumed. */
  private List<Statement> body(String... ends) {
    if (++depth > DEEPEST) {
      throw new JinjaFailure("blocks are nested deeper than %d".formatted(DEEPEST));
    }
    List<Statement> body = new ArrayList<>();
    while (!stream.at(Token.Kind.END)) {
      Token token = stream.next();
      if (token.kind() == Token.Kind.DATA) {
        body.add(new Statement.Data(token.text(), token.line()));
      } else if (token.kind() == Token.Kind.VARIABLE_BEGIN) {
        body.add(new Statement.Print(expressions.tuple(true), token.line()));
        stream.expect(Token.Kind.VARIABLE_END);
      } else if (stream.at(Token.Kind.NAME) && List.of(ends).contains(stream.current().text())) {
        depth--;
        return body;
      } else {
        body.add(statement());
        stream.expect(Token.Kind.BLOCK_END);
      }
    }
    return ended(body, ends);
  }

  private List<Statement> ended(List<Statement> body, String... ends) {
    if (ends.length > 0) {
      throw new JinjaFailure(
          "a block is never closed with {%% %s %%}".formatted(ends[ends.length - 1]));
    }
    return body;
  }

  /** A body behind the end of its opening tag, with its closing word. */
  private List<Statement> closedBody(String end) {
    stream.expect(Token.Kind.BLOCK_END);
    List<Statement> body = body(end);
    stream.expectName(end);
    return body;
  }

  private Statement statement() {
    int line = stream.current().line();
    String word = stream.expectName();
    return switch (word) {
      case "set" -> set(line);
      case "if" -> branch(line);
      case "for" -> loop(line);
      case "break" -> jump(Statement.Flow.BREAK, line);
      case "continue" -> jump(Statement.Flow.CONTINUE, line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> filterBlock(line);
      case "with" -> with(line);
      case "generation" -> new Statement.Generation(closedBody("endgeneration"), line);
      default -> throw JinjaFailure.unsupported("the tag {%% %s %%}".formatted(word));
    };
  }

  private Statement set(int line) {
    Target target = assigned.target();
    if (stream.skipOperator("=")) {
      return new Statement.Assign(target, expressions.tuple(true), line);
    }
    return new Statement.Assign(target, captured("endset", stream.skipOperator("|")), line);
  }

  private Statement filterBlock(int line) {
    return new Statement.Print(captured("endfilter", true), line);
  }

  /** The text of a block, through the filters that its opening tag names. */
  private Expression captured(String end, boolean filtered) {
    List<Statement> body = new ArrayList<>(); // filled once the filters before it are read
    Expression value = new Access.Captured(body);
    for (boolean more = filtered; more; more = stream.skipOperator("|")) {
      value = expressions.operands().filter(value);
    }
    body.addAll(closedBody(end));
    return value;
  }

  private Statement branch(int line) {
    Expression condition = expressions.tuple(true);
    stream.expect(Token.Kind.BLOCK_END);
    List<Statement> then = body("elif", "else", "endif");
    int next = stream.current().line();
    String word = stream.expectName();
    if (word.equals("elif")) {
      if (++depth > DEEPEST * 4) {
        throw new JinjaFailure("an if has too many elif");
      }
      Statement nested = branch(next);
      depth--;
      return new Statement.If(condition, then, List.of(nested), line);
    }
    List<Statement> otherwise = word.equals("else") ? closedBody("endif") : List.of();
    return new Statement.If(condition, then, otherwise, line);
  }

  private Statement loop(int line) {
    Target target = assigned.target();
    stream.expectName("in");
    Expression items = expressions.tuple(false);
    Expression filter = stream.skipName("if") ? expressions.expression() : null;
    if (stream.atName("recursive")) {
      throw JinjaFailure.unsupported("a recursive for");
    }
    stream.expect(Token.Kind.BLOCK_END);
    loops++;
    List<Statement> body = body("else", "endfor");
    loops--;
    boolean hasElse = stream.expectName().equals("else");
    List<Statement> otherwise = hasElse ? closedBody("endfor") : List.of();
    return new Statement.For(target, items, filter, body, otherwise, line);
  }

  private Statement jump(Statement.Flow flow, int line) {
    if (loops == 0) {
      throw new JinjaFailure("a break or continue stands outside a for");
    }
    return new Statement.Jump(flow, line);
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.at(Token.Kind.BLOCK_END)) {
      targets.add(assigned.one());
      stream.expectOperator("=");
      values.add(expressions.expression());
      if (!stream.at(Token.Kind.BLOCK_END)) {
        stream.expectOperator(",");
      }
    }
    return new Statement.With(targets, values, closedBody("endwith"), line);
  }

  private Statement macro(int line) {
    Signature signature = signature(stream.expectName());
    return new Statement.DefineMacro(macroBody(signature, "endmacro"), line);
  }

  private Statement callBlock(int line) {
    Signature signature =
        stream.atOperator("(")
            ? signature("caller")
            : new Signature("caller", List.of(), List.of());
    Expression callee = expressions.operands().postfix(expressions.operands().primary());
    if (!(callee instanceof Access.Call call)) {
      throw new JinjaFailure("a call block needs a call");
    }
    Statement.MacroBody caller = macroBody(signature, "endcall");
    return new Statement.CallBlock(call.callee(), call.arguments(), caller, line);
  }

  private Statement.MacroBody macroBody(Signature signature, String end) {
    Set<String> outside = new HashSet<>(namesSeen);
    namesSeen.removeAll(SPECIAL);
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = closedBody(end);
    loops = outerLoops;
    Set<String> used = new HashSet<>(namesSeen);
    used.retainAll(SPECIAL);
    namesSeen.removeAll(SPECIAL);
    namesSeen.addAll(outside);
    return new Statement.MacroBody(
        signature.name(), signature.parameters(), signature.defaults(), used, body);
  }

  private record Signature(String name, List<String> parameters, List<Expression> defaults) {}

  private Signature signature(String name) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    parameters(parameters, defaults);
    return new Signature(name, parameters, defaults);
  }

  private void parameters(List<String> parameters, List<Expression> defaults) {
    stream.expectOperator("(");
    while (!stream.skipOperator(")")) {
      parameters.add(stream.expectName());
      if (stream.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw new JinjaFailure("a parameter without default stands after one with");
      }
      if (!stream.atOperator(")")) {
        stream.expectOperator(",");
      }
    }
  }
}
