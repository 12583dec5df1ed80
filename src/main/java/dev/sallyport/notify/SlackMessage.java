package dev.sallyport.notify;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A notice as Slack's incoming webhooks and those like them take it.
final class SlackMessage {
  static final String MEDIA_TYPE = "application/json; charset=utf-8";

  private SlackMessage() {}

  static byte[] of(Notice notice) {
    String link =
        notice.link() == null ? "" : " <" + escaped(notice.link().toString()) + "|look at it>";
    ObjectNode message = JsonMapper.shared().createObjectNode();
    message.put("text", "Sallyport: " + escaped(notice.sentence()) + link);
    // Neither names nor addresses in the text become mentions or links.
    message.put("parse", "none").put("link_names", false).put("unfurl_links", false);
    return JsonMapper.shared().writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
  }

  /// The three characters that mean something in a message.
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
