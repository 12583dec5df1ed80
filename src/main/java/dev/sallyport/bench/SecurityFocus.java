package dev.sallyport.bench;

import dev.sallyport.client.UnreachableException;
import dev.sallyport.server.StartException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is attacked.
enum SecurityFocus {
  /// Confirm tokens that are missing, no tokens, forged or somebody else's.
  TOKENS(LoadTargets.RAISED_LIMITS) {
    @Override
    List<Attack> attacks(AttackedGate gate, Duration howLong)
        throws StartException, UnreachableException {
      return TokenAttacks.on(gate);
    }
  },

  /// Requests that are not as the contract wants them.
  VALIDATION(LoadTargets.RAISED_LIMITS) {
    @Override
    List<Attack> attacks(AttackedGate gate, Duration howLong) throws StartException {
      return InputAttacks.on(gate);
    }
  },

  /// Floods, from one address and from many, with a good key and with guesses.
  RATE_LIMIT(FloodAttacks.CONFIGURATION) {
    @Override
    List<Attack> attacks(AttackedGate gate, Duration howLong) throws StartException {
      return FloodAttacks.on(gate, howLong);
    }
  };

  private final String configuration;

  SecurityFocus(String configuration) {
    this.configuration = configuration;
  }

  /// @param howLong how long they are made for, in all
  abstract List<Attack> attacks(AttackedGate gate, Duration howLong)
      throws StartException, UnreachableException;

  /// The gate's settings but for its targets.
  String configuration() {
    return configuration;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<SecurityFocus> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }
}
