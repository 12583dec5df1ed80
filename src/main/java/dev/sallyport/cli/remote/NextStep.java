package dev.sallyport.cli.remote;

/// What somebody at the command line does next, by the problem's slug.
final class NextStep {
  private static final String PREVIEW_AGAIN =
      "preview it again under a new key, and look at the new plan: sallyport preview";
  private static final String SAME_AGAIN =
      "run the same command again later; its key makes sure that it happens once";

  private NextStep() {}

  /// Empty where the problem's detail says it already.
  static String after(String slug) {
    return switch (slug) {
      case "unauthenticated" ->
          "check SALLYPORT_KEY; whoever runs the gate makes keys with: sallyport keys create";
      case "forbidden" -> "see what your key is for with: sallyport status";
      case "unknown-target" -> "see the targets of your key with: sallyport status";
      case "unknown-change", "wrong-state" ->
          "see how things stand with: sallyport changes list, sallyport changes show ID";
      case "plan-stale",
          "confirm-token-expired",
          "confirm-token-bad-signature",
          "confirm-token-mismatch",
          "execution-failed" ->
          PREVIEW_AGAIN;
      case "confirm-token-missing" ->
          "preview it first (sallyport preview), or hand the token in: --token - reads standard input";
      case "confirm-token-used" -> "see what became of the change with: sallyport changes show ID";
      case "approval-required" ->
          "have others look at it (sallyport approve ID --plan-hash HASH), then run the same command"
              + " again";
      case "auto-not-permitted" -> "preview it and confirm it: sallyport preview, sallyport apply";
      case "frozen" -> "ask an operator, who lifts it with: sallyport unfreeze";
      case "idempotency-key-reused" -> "choose another --key for another change";
      case "rate-limited", "rate-blocked" -> "see what is left with: sallyport limits";
      case "target-busy", "idempotency-in-progress", "store-unavailable", "draining" -> SAME_AGAIN;
      case "internal" -> "show the trace to whoever runs the gate; " + SAME_AGAIN;
      case "outcome-unknown" ->
          "do not do it again under another key; see what became of it with: sallyport changes show"
              + " ID";
      default -> "";
    };
  }
}
