package dev.sallyport.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Tells from a field's name whether its value is secret. Names are compared as words, so `apiKey`,
/// `api_key`, `API-KEY` and `x.apikey` are one; `idempotencyKey`, `planHash` and `tokenCount` are
/// not secret.
final class SecretNames {
  /// Of a longer name the last characters decide.
  static final int MAX_NAME = 64;

  /// Wherever these stand in a name, joined across its words, the value is secret.
  private static final List<String> ANYWHERE =
      List.of(
          """
          password passwd passphrase passcode passkey secret token credential apikey privatekey
          accesskey signingkey encryptionkey masterkey sharedkey sharedaccess accountkey
          storagekey sshkey rsakey hmackey aeskey hostkey licensekey deploykey sessionkey
          sallyportkey authorization cookie bearer creditcard cardnumber cardno sessionid
          socialsecurity cvv jsession phpsess mnemonic recoverycode otpauth
          """
              .strip()
              .split("\\s+"));

  /// These are secret as a word of their own anywhere in a name.
  private static final Set<String> WORDS =
      Set.of("pwd", "pass", "pswd", "ssn", "otp", "totp", "cvc", "csrf", "xsrf", "jwt", "psk");

  /// These are secret as a name's last word only; elsewhere they are ordinary (`auth.type`).
  private static final Set<String> LAST_WORDS =
      Set.of("session", "pin", "sid", "sig", "signature", "auth", "pw");

  /// What stands before `key` in the names of keys that open nothing.
  private static final Set<String> ORDINARY_KEYS =
      Set.of(
          """
          idempotency public primary foreign unique natural surrogate composite partition shard
          sort row group cache lookup map dictionary hash range routing message event record
          object item entry json yaml property config configuration setting label tag metadata
          translation i18n duplicate missing unknown same
          """
              .strip()
              .split("\\s+"));

  /// A name that ends so speaks about a secret (how many, how long, where it lies) and holds none.
  private static final Set<String> HARMLESS_ENDS =
      Set.of(
          """
          count counts total limit limits ttl length size age name names type kind expires expiry
          expired at used state status class window reason path file files by minted consumed
          refused required valid present seconds ms us policy algorithm alg version header field
          pattern enabled missing malformed mismatch
          """
              .strip()
              .split("\\s+"));

  private final Set<String> more;
  private final boolean anyKey;

  /// @param more further names that are secret, compared without case, dots, dashes and underscores
  /// @param anyKey whether a key that is not known to be an ordinary one is taken for a secret
  SecretNames(Set<String> more, boolean anyKey) {
    this.anyKey = anyKey;
    var joined = new HashSet<String>();
    more.forEach(name -> joined.add(String.join("", words(name))));
    this.more = Set.copyOf(joined);
  }

  boolean isSecret(String name) {
    List<String> words = words(name);
    if (words.isEmpty()) {
      return false;
    }
    String joined = String.join("", words);
    if (more.contains(joined)) {
      return true;
    }
    String last = words.getLast();
    if (words.size() > 1 && (HARMLESS_ENDS.contains(last) || isOrdinaryKey(words))) {
      return false;
    }
    return LAST_WORDS.contains(last)
        || (anyKey && last.equals("key"))
        || hasWord(words)
        || hasAnywhere(joined);
  }

  /// Whether a number under this secret name is only a count, as in `tokens: 5`.
  boolean countsThings(String name) {
    List<String> words = words(name);
    return !words.isEmpty() && words.getLast().equals("tokens");
  }

  /// Whether the value is a header's, which goes on to the end of its line.
  boolean isHeader(String name) {
    String joined = String.join("", words(name));
    return joined.endsWith("authorization") || joined.endsWith("cookie");
  }

  /// Whether the name is that of a key that opens nothing, such as `idempotencyKey`.
  boolean isOrdinaryKey(String name) {
    return isOrdinaryKey(words(name));
  }

  private static boolean isOrdinaryKey(List<String> words) {
    return words.size() > 1
        && words.getLast().equals("key")
        && ORDINARY_KEYS.contains(words.get(words.size() - 2));
  }

  private static boolean hasWord(List<String> words) {
    for (String word : words) {
      if (WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAnywhere(String joined) {
    for (String part : ANYWHERE) {
      int at = joined.indexOf(part);
      // A tokenizer is not a token.
      if (at >= 0 && !joined.startsWith("tokeni", at)) {
        return true;
      }
    }
    return false;
  }

  /// The words of a name in lower case: split at anything but letters and digits, and at the humps
  /// of camel case (`APIKey` is `api`, `key`).
  private static List<String> words(String name) {
    int end = name.length();
    int from = Math.max(0, end - MAX_NAME);
    var words = new ArrayList<String>(4);
    for (int i = from; i <= end; i++) {
      boolean inside = i < end && Character.isLetterOrDigit(name.charAt(i));
      if (inside && !(i > from && startsWord(name, i, end))) {
        continue;
      }
      if (i > from) {
        words.add(name.substring(from, i).toLowerCase(Locale.ROOT));
      }
      from = inside ? i : i + 1;
    }
    return words;
  }

  private static boolean startsWord(String name, int at, int end) {
    if (!Character.isUpperCase(name.charAt(at))) {
      return false;
    }
    boolean afterLower = !Character.isUpperCase(name.charAt(at - 1));
    boolean beforeLower = at + 1 < end && Character.isLowerCase(name.charAt(at + 1));
    return afterLower || beforeLower;
  }
}
