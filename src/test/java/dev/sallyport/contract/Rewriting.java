package dev.sallyport.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Writes one JSON value in any of the many ways that mean the same: members in any order, white
/// space anywhere, characters escaped or not, numbers with or without an exponent.
final class Rewriting {
  private static final String[] SPACES = {"", " ", "\n", "\t", "\r\n", "   "};

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  private Rewriting(Random random) {
    this.random = random;
  }

  static String of(JsonNode value, Random random) {
    Rewriting writing = new Rewriting(random);
    writing.write(value);
    return writing.out.toString();
  }

  private void write(JsonNode value) {
    space();
    if (value.isObject()) {
      List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
      Collections.shuffle(members, random);
      String before = "{";
      for (Map.Entry<String, JsonNode> member : members) {
        out.append(before);
        space();
        text(member.getKey());
        space();
        out.append(':');
        write(member.getValue());
        before = ",";
      }
      out.append(members.isEmpty() ? "{" : "").append('}');
    } else if (value.isArray()) {
      String before = "[";
      for (JsonNode element : value) {
        out.append(before);
        write(element);
        before = ",";
      }
      out.append(value.isEmpty() ? "[" : "").append(']');
    } else if (value.isString()) {
      text(value.stringValue());
    } else if (value.isNumber()) {
      out.append(number(value.decimalValue()));
    } else {
      out.append(value);
    }
    space();
  }

  private String number(BigDecimal number) {
    String plain = number.toPlainString();
    return random.nextBoolean() && plain.length() <= StrictJson.MOST_NUMBER_CHARACTERS
        ? plain
        : number.toString();
  }

  private void space() {
    out.append(SPACES[random.nextInt(SPACES.length)]);
  }

  private void text(String text) {
    out.append('"');
    for (char c : text.toCharArray()) {
      boolean pair = Character.isSurrogate(c);
      if (c < 0x20 || c == '"' || c == '\\' || !pair && random.nextInt(4) == 0) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
