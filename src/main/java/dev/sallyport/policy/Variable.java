package dev.sallyport.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;

/// What a condition may name.
enum Variable {
  PLAN_OPERATION("plan.operation", SimpleType.STRING),
  PLAN_ITEMS("plan.items", SimpleType.INT),
  PLAN_DELETIONS("plan.deletions", SimpleType.INT),
  PLAN_PATHS("plan.paths", ListType.create(SimpleType.STRING)),
  PLAN_SUMMARY("plan.summary", SimpleType.STRING),
  PLAN_DIFF("plan.diff", SimpleType.STRING),
  SAFETY_DECLARED("safety.declared", SimpleType.STRING),
  SAFETY_ASSESSED("safety.assessed", SimpleType.STRING),
  SAFETY_REVERSIBILITY("safety.reversibility", SimpleType.STRING),
  REQUESTER_NAME("requester.name", SimpleType.STRING),
  REQUESTER_KIND("requester.kind", SimpleType.STRING),
  REQUEST_ACTION("request.action", SimpleType.STRING),
  REQUEST_COMMAND("request.command", SimpleType.STRING),
  TARGET_NAME("target.name", SimpleType.STRING),
  TARGET_KIND("target.kind", SimpleType.STRING);

  private final String text;
  private final CelType type;

  Variable(String text, CelType type) {
    this.text = text;
    this.type = type;
  }

  /// The name in an expression.
  String text() {
    return text;
  }

  CelType type() {
    return type;
  }
}
