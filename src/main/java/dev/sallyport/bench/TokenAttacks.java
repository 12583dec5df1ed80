package dev.sallyport.bench;

import dev.sallyport.client.UnreachableException;
import dev.sallyport.server.StartException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Attempts to apply without the confirm token for it.
final class TokenAttacks {
  private static final String KEY = "stolen";
  private static final String NONE =
      Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              "{\"alg\":\"none\",\"typ\":\"confirm+jwt\"}".getBytes(StandardCharsets.UTF_8));

  private TokenAttacks() {}

  static List<Attack> on(AttackedGate gate) throws StartException, UnreachableException {
    String attacker = gate.key("attacker");
    String theirs = gate.token(gate.key("victim"), KEY);
    String own = gate.token(attacker, KEY);
    return List.of(
        Attack.refusedWith(
            "confirm-token-missing",
            "no token",
            n -> gate.json(attacker, AttackedGate.execute("apply", "none-" + n).toString())),
        Attack.refusedWith(
            "confirm-token-malformed",
            "no token but words",
            n -> gate.apply(attacker, "words-" + n, "spt_" + n)),
        Attack.refusedWith(
            "confirm-token-malformed",
            "a token that says it needs no signature",
            n -> gate.apply(attacker, "unsigned-" + n, "spt_" + NONE + own.substring(dot(own)))),
        Attack.refusedWith(
            "confirm-token-bad-signature",
            "a forged signature",
            n -> gate.apply(attacker, "forged-" + n, forged(own))),
        Attack.refusedWith(
            "confirm-token-mismatch",
            "a token that was stolen from another",
            _ -> gate.apply(attacker, KEY, theirs)),
        Attack.refusedWith(
            "confirm-token-mismatch",
            "the own token for another change",
            n -> gate.apply(attacker, "other-" + n, own)));
  }

  private static int dot(String token) {
    return token.indexOf('.');
  }

  /// With the signature's first character changed; its last carries bits that do not count.
  private static String forged(String token) {
    int at = token.lastIndexOf('.') + 1;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
