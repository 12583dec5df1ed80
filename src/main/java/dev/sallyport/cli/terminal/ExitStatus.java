package dev.sallyport.cli.terminal;

/// What a command's end says to the one who called it.
public enum ExitStatus {
  /// It was done.
  DONE(0),
  /// It was refused or failed; standard error says why.
  FAILED(1),
  /// The command line itself is wrong.
  USAGE(2),
  /// The audit record is damaged.
  DAMAGED(3),
  /// Nobody can tell yet whether it took effect.
  UNKNOWN(4),
  /// No gate answered.
  UNREACHABLE(5),
  /// Not now: nothing was done, and the same command may do it later (EX_TEMPFAIL of sysexits.h).
  TRY_AGAIN(75);

  /// Of what a run came to; for the footers of client commands.
  public static final String OF_CLIENTS =
      "Exit status: 0 done; 1 refused or failed; 2 wrong usage; 4 the outcome is not known;"
          + " 5 no gate answered; 75 not now, try the same command again.";

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
