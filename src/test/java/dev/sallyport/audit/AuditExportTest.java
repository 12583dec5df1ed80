package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/// The export, and that its chain can be followed with nothing but SHA-256 (`docs/audit.md`).
@Tag("integration")
class AuditExportTest {
  /// A line as the page describes it; the body is taken as it stands.
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"body\":(\\{.*\\}),\"hash\":\"([0-9a-f]{64})\",\"previous\":\"([0-9a-f]{64})\","
              + "\"seal\":\"([0-9a-f]{64})\",\"sequence\":([0-9]+)}");

  private final AuditSealer sealer = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);
  private final List<AuditRecord> records = new ArrayList<>();
  private AuditHead head = new AuditHead(0, AuditChain.START, "");
  private int pages;

  private final AuditTrail trail =
      new AuditTrail() {
        @Override
        public List<AuditRecord> after(long sequence, int limit) {
          pages++;
          assertThat(limit).isEqualTo(AuditExport.PAGE);
          return records.stream()
              .filter(record -> record.sequence() > sequence)
              .limit(limit)
              .toList();
        }

        @Override
        public Optional<AuditHead> head() {
          return Optional.of(head);
        }
      };

  private void record(int count) {
    for (int i = 0; i < count; i++) {
      AuditChain.Link link =
          AuditChain.append(
              head,
              Instant.parse("2026-11-23T10:00:00.5Z"),
              new AuditDraft(
                  AuditEvent.TOKEN_MINTED,
                  AuditDraft.NO_TRACE,
                  new PrincipalId("ada"),
                  null,
                  null,
                  null,
                  JsonNodeFactory.instance.objectNode().put("ü \"\n", "\u0001 €").put("a", 1)),
              sealer);
      head = AuditChain.headAt(link, sealer);
      records.add(AuditChain.read(link));
    }
  }

  private List<String> export() throws IOException {
    StringBuilder out = new StringBuilder();
    long written = AuditExport.write(trail, out);
    List<String> lines = List.of(out.toString().split("\n"));
    assertThat(lines.getLast())
        .isEqualTo(
            "{\"end\":{\"hash\":\"%s\",\"seal\":\"%s\",\"sequence\":%d}}"
                .formatted(head.hash(), head.seal(), head.sequence()));
    assertThat(lines).hasSize((int) written + 1);
    return lines.subList(0, (int) written);
  }

  @Test
  void p8_anybody_can_follow_the_exported_chain() throws Exception {
    record(1001);

    String previous = "0".repeat(64);
    long sequence = 0;
    for (String line : export()) {
      Matcher fields = LINE.matcher(line);
      assertThat(fields.matches()).as(line).isTrue();
      assertThat(fields.group(3)).isEqualTo(previous);
      assertThat(fields.group(2)).isEqualTo(sha256(previous + fields.group(1)));
      assertThat(Long.parseLong(fields.group(5))).isEqualTo(++sequence);
      previous = fields.group(2);
    }
    assertThat(sequence).isEqualTo(1001);
    assertThat(previous).isEqualTo(head.hash());
    assertThat(pages).isEqualTo(4);
  }

  @Test
  void export_ends_where_the_record_ended_when_it_began() throws IOException {
    record(3);
    AuditHead then = head;
    record(2);
    head = then;

    assertThat(export()).hasSize(3);
  }

  @Test
  void export_of_nothing_is_empty() throws IOException {
    assertThat(export()).isEmpty();
  }

  private static String sha256(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
