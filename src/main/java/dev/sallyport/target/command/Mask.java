package dev.sallyport.target.command;

import dev.sallyport.log.RedactedLines;
import dev.sallyport.log.Redactor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes out of what a tool says what nobody else is to read: the secrets it was given, in
/// whichever of the usual ways it writes them, whatever else looks like one, and the gate's own
/// folders.
final class Mask {
  static final String REDACTED = "[redacted]";

  /// A line of a secret that is shorter could stand in any text.
  private static final int SHORTEST_LINE = 6;

  private static final Redactor REDACTOR = Redactor.ofTargets();

  private final List<String> secrets;
  private final Map<String, String> folders;
  private final int longest;

  /// @param folders what stands for each path
  Mask(Collection<String> secrets, Map<String, String> folders) {
    Set<String> forms = new LinkedHashSet<>();
    secrets.forEach(secret -> addForms(secret, forms));
    forms.remove("");
    this.secrets = forms.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
    this.longest = this.secrets.isEmpty() ? 0 : this.secrets.getFirst().length();
    this.folders = Map.copyOf(folders);
  }

  private static void addForms(String secret, Set<String> forms) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    forms.add(secret);
    forms.add(Base64.getEncoder().encodeToString(bytes));
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.add(secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    if (secret.indexOf('\n') >= 0) {
      secret.lines().filter(line -> line.length() >= SHORTEST_LINE).forEach(forms::add);
    }
  }

  /// The text without the secrets that the tool was given.
  String secrets(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, REDACTED);
    }
    for (Map.Entry<String, String> folder : folders.entrySet()) {
      masked = masked.replace(folder.getKey(), folder.getValue());
    }
    return masked;
  }

  /// A line whose rest was left out: what could be the beginning of a secret goes as well.
  String cutLine(String line) {
    String masked = secrets(line);
    return masked.substring(0, Math.max(0, masked.length() - longest)) + "… (cut)";
  }

  /// For one stream of lines, some of which are to be cleaned later.
  static RedactedLines lines() {
    return new RedactedLines(REDACTOR);
  }

  /// The text without anything that is or looks like a secret.
  String clean(String text) {
    return REDACTOR.text(secrets(text), Integer.MAX_VALUE);
  }
}
