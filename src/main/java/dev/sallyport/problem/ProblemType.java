package dev.sallyport.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every kind of problem the gate answers with: its slug, its HTTP status, its title and what its
/// page at `/problems/{slug}` explains.
public enum ProblemType {
  MALFORMED_JSON(
      400,
      "The body is not JSON",
      "The request's body could not be read as one JSON object. Check that it is complete, encoded as"
          + " UTF-8, names no field twice and is nested at most 32 deep."),
  INVALID_REQUEST(
      400,
      "The request breaks the contract",
      "The body is JSON but not what this route takes. `errors` names each mistake: where it stands"
          + " (a JSON pointer), a stable code and a sentence. The contract is at /openapi.json."),
  IDEMPOTENCY_KEY_MISSING(
      400,
      "An idempotency key is needed",
      "Actions that write take an `idempotencyKey` of 3 to 128 characters (A-Z a-z 0-9 . _ : -), in the"
          + " body or in the Idempotency-Key header. Choose one for each change and send it again with"
          + " each retry."),
  UNAUTHENTICATED(
      401,
      "No valid API key",
      "Send `Authorization: Bearer spk_…` with a key that `sallyport keys create` made and nobody has"
          + " revoked."),
  FORBIDDEN(
      403,
      "Not allowed for this principal",
      "The key is valid, but its roles do not include what this request needs. An operator can make a"
          + " key with the role."),
  CONFIRM_TOKEN_MISSING(
      403,
      "A confirm token is needed",
      "Preview the change first and send the `confirmToken` from its answer."),
  CONFIRM_TOKEN_MALFORMED(
      403,
      "The confirm token is damaged",
      "The token is not of the form `spt_` and three parts joined by dots. Send it exactly as the"
          + " preview gave it."),
  CONFIRM_TOKEN_BAD_SIGNATURE(
      403,
      "The confirm token was not signed by this gate",
      "The token's signature does not verify with any signing key that this gate still trusts. Preview"
          + " again under a new idempotency key."),
  CONFIRM_TOKEN_EXPIRED(
      403,
      "The confirm token has expired",
      "Tokens stand for a few minutes, so that what was seen is still true. Preview again under a new"
          + " idempotency key."),
  CONFIRM_TOKEN_MISMATCH(
      403,
      "The confirm token is for something else",
      "A token lets one principal apply one plan on one target under one idempotency key. Use it with"
          + " exactly those."),
  CONFIRM_TOKEN_USED(
      403,
      "The confirm token has been used",
      "Each token is consumed once. If you were retrying, send the same body with the same idempotency"
          + " key to get the first answer; otherwise preview again under a new key."),
  APPROVAL_REQUIRED(
      403,
      "Approval by others is needed first",
      "The target's policy asks for other people's approval of this plan before it may be confirmed."),
  APPROVAL_EXPIRED(
      403,
      "The time for approval is over",
      "A change awaits other people's approval only so long, and what they gave holds only so long. The"
          + " change has ended, or will at once. Preview again under a new idempotency key."),
  AUTO_NOT_PERMITTED(
      403,
      "Not permitted without confirmation",
      "The target's policy does not allow `auto` for a change of this assessed safety. Preview it and"
          + " confirm it instead."),
  FROZEN(
      403,
      "Frozen by an operator",
      "An operator has frozen this target or the whole gate: nothing new executes until it is unfrozen."),
  NOT_FOUND(404, "Not found", "There is nothing at this address."),
  UNKNOWN_TARGET(
      404,
      "No such target",
      "There is no target of that name for this key. `GET /v1/targets` lists those there are."),
  UNKNOWN_CHANGE(
      404,
      "No such change",
      "There is no change or execution of that id for this key. `GET /v1/changes` lists those there"
          + " are."),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "The address exists but not for this method; see the Allow header."),
  PAYLOAD_TOO_LARGE(
      413,
      "The request is too large",
      "A body, header or part of the request is over its limit; the detail names which and how much is"
          + " allowed."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "The body is not declared as JSON", "Send `Content-Type: application/json`."),
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "The first request with this key is still running",
      "Wait and send the same request again: it will be answered with the first one's result."),
  TARGET_BUSY(
      409,
      "Another execution holds the target",
      "One execution runs on a target at a time. Nothing was done and the confirm token stays good:"
          + " send the same request again in a moment."),
  PLAN_STALE(
      409,
      "The target is no longer what was previewed",
      "The target or the plan has changed since the preview, so nothing was touched and the token is"
          + " void. Preview again under a new idempotency key and look at the new plan."),
  WRONG_STATE(
      409,
      "The change is not in a state for this",
      "What was asked does not follow from what has happened to this change so far, such as a deploy"
          + " before its apply."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The key stands for a different request",
      "This idempotency key was already used for this action and target with other contents. Use a new"
          + " key for a new change."),
  PLAN_REFUSED(
      422,
      "The target cannot plan this",
      "The request is well-formed, but the target cannot do what it asks; the detail says why."),
  RATE_LIMITED(
      429,
      "Too many requests",
      "The limit for this class of actions is reached. Wait as long as Retry-After says; the refused"
          + " request counted against no window."),
  RATE_BLOCKED(
      429,
      "Blocked after too many requests",
      "Going over a limit starts a block that doubles each time within a day. Wait as long as"
          + " Retry-After says."),
  INTERNAL(
      500,
      "The gate failed",
      "Something went wrong inside the gate. The trace id finds it in the gate's log. Sending the same"
          + " request again is safe."),
  EXECUTION_FAILED(
      502,
      "The execution failed",
      "The target was asked to do it and reported a failure. This answer is stored under its idempotency"
          + " key; preview again under a new key once the cause is mended."),
  STORE_UNAVAILABLE(
      503,
      "The store is away",
      "The gate cannot reach its store, so it accepts no token and executes nothing. Send the same"
          + " request again after Retry-After."),
  DRAINING(
      503, "The gate is stopping", "This gate takes no new work. Send the same request again."),
  OUTCOME_UNKNOWN(
      504,
      "The outcome is not known",
      "The execution was cut off and the gate cannot tell whether it took effect. It will not be run"
          + " again by itself; it is settled by asking the target or by an operator.");

  private final int status;
  private final String title;
  private final String explanation;

  ProblemType(int status, String title, String explanation) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// What the problem means and what to do, for the page that explains it.
  public String explanation() {
    return explanation;
  }

  /// The last part of the problem's address, such as `plan-stale`.
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The problem's `type`: a path on the gate itself.
  public String path() {
    return "/problems/" + slug();
  }

  /// The type of that slug, if there is one.
  public static Optional<ProblemType> ofSlug(String slug) {
    return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findFirst();
  }
}
