package dev.sallyport.policy;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;

/// A policy's question about a plan, as an expression of the Common Expression Language
/// (<https://cel.dev>) that is true or false. Its names and types are checked before it is ever
/// asked; asking takes a bounded number of steps, and its regular expressions take linear time.
public final class Condition {
  /// The most characters of an expression.
  public static final int LONGEST = 1_000;

  /// How many elements of lists are looked at in one answer.
  static final int MOST_STEPS = 100_000;

  /// How deeply an expression may nest.
  static final int DEEPEST = 32;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(DEEPEST)
          .comprehensionMaxIterations(MOST_STEPS)
          .build();

  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private final String text;
  private final CelRuntime.Program program;

  private Condition(String text, CelRuntime.Program program) {
    this.text = text;
    this.program = program;
  }

  /// @throws ConditionException where it is not an expression over the known names that is true or
  ///     false; the message says where and why
  public static Condition compile(String text) throws ConditionException {
    CelValidationResult checked = COMPILER.compile(text);
    if (checked.hasError()) {
      CelIssue first = checked.getErrors().getFirst();
      throw new ConditionException(
          "%s, at column %d"
              .formatted(first.getMessage(), first.getSourceLocation().getColumn() + 1));
    }
    try {
      return new Condition(text, RUNTIME.createProgram(checked.getAst()));
    } catch (CelValidationException | CelEvaluationException e) {
      throw new ConditionException(String.valueOf(e.getMessage()));
    }
  }

  /// @throws ConditionException where it cannot be answered, such as a division by zero
  boolean holds(Map<String, Object> values) throws ConditionException {
    try {
      return program.eval(values) instanceof Boolean answer && answer;
    } catch (CelEvaluationException e) {
      throw new ConditionException(String.valueOf(e.getMessage()));
    }
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setResultType(SimpleType.BOOL);
    for (Variable variable : Variable.values()) {
      builder.addVar(variable.text(), variable.type());
    }
    return builder.build();
  }

  @Override
  public String toString() {
    return text;
  }
}
