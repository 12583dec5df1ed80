package dev.sallyport.history;

/// One thing in a history that must not be.
record Finding(Violation violation, String what) {
  /// What can be wrong with a history.
  enum Violation {
    TOKEN_CONSUMED_TWICE,
    ANSWERED_FIRST_TWICE,
    ACKNOWLEDGED_BUT_NOT_THERE,
    ACKNOWLEDGED_OTHERWISE,
    REPLAY_DIFFERS,
    WINDOW_OVER,
    CHAIN_BROKEN,
    NOT_ON_THE_RECORD_ONCE,
    RAN_TWICE,
    RAN_WITHOUT_RECORD,
    RECORDED_BUT_NOT_RUN,
    TOKEN_SPENT_WITHOUT_EXECUTION,
    EXECUTION_WITHOUT_SPENT_TOKEN,
    LEFT_OPEN,
    FAULT_ANSWERED
  }

  @Override
  public String toString() {
    return violation + ": " + what;
  }
}
