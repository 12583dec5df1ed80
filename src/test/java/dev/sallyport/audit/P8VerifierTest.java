package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.Verification.Finding;
import dev.sallyport.domain.PrincipalId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Whatever is done to the record by somebody who can write to the store but has no key is found,
/// and the record is named (P8).
@Tag("integration")
class P8VerifierTest {
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final int RECORDS = 1203;

  private final AuditSealer sealer = new AuditSealer(new byte[AuditSealer.KEY_BYTES]);
  private final List<Link> links = new ArrayList<>();
  private AuditHead head = new AuditHead(0, AuditChain.START, "");

  @BeforeEach
  void record() {
    for (int i = 0; i < RECORDS; i++) {
      append("docs-bot");
    }
  }

  @Test
  void p8_a_whole_record_is_whole() {
    Verification found = verify();

    assertThat(found.isWhole()).as(found.toString()).isTrue();
    assertThat(found.records()).isEqualTo(RECORDS);
  }

  @Test
  void p8_an_empty_record_is_whole() {
    links.clear();
    head = new AuditHead(0, AuditChain.START, "");

    assertThat(verify().isWhole()).isTrue();
  }

  @Test
  void p8_a_changed_record_is_named() {
    edit(700, link -> with(link, link.body().replace("docs-bot", "somebody")));

    assertFound(new Finding(700, "was changed: its hash is not that of its content"));
  }

  @Test
  void p8_a_changed_record_with_its_hash_made_anew_is_named() {
    edit(
        700,
        link -> {
          String body = link.body().replace("docs-bot", "somebody");
          return new Link(
              link.sequence(),
              body,
              link.previous(),
              AuditChain.hash(link.previous(), body),
              link.seal());
        });

    assertFound(new Finding(700, "was put in or changed by somebody without the gate's audit key"));
  }

  @Test
  void p8_a_record_made_unreadable_is_named() {
    edit(2, link -> with(link, "{\"sequence\": 2}"));

    assertFound(new Finding(2, "was changed: its body cannot be read"));
  }

  @Test
  void p8_deleted_records_are_named() {
    links.removeIf(link -> link.sequence() == 1);
    links.removeIf(link -> link.sequence() >= 600 && link.sequence() <= 610);

    assertFound(new Finding(1, "is missing"), new Finding(600, "to 610 are missing"));
  }

  @Test
  void p8_a_deleted_record_whose_successors_are_renumbered_is_named() {
    links.remove(99);
    for (int i = 99; i < links.size(); i++) {
      Link link = links.get(i);
      links.set(i, new Link(i + 1L, link.body(), link.previous(), link.hash(), link.seal()));
    }

    assertThat(verify().findings().getFirst())
        .isEqualTo(new Finding(100, "does not follow the record before it: put in or moved"));
  }

  @Test
  void p8_records_cut_off_the_end_are_named() {
    links.removeIf(link -> link.sequence() > RECORDS - 2);

    assertFound(new Finding(RECORDS - 1L, "to %d are missing from the end".formatted(RECORDS)));
  }

  @Test
  void p8_an_emptied_record_is_found() {
    links.clear();

    assertFound(new Finding(1, "to %d are missing from the end".formatted(RECORDS)));
  }

  @Test
  void p8_a_record_put_in_is_named() {
    AuditSealer forger = new AuditSealer("0123456789abcdef0123456789abcdef".getBytes());
    Link last = links.getLast();
    links.add(
        AuditChain.append(
            new AuditHead(last.sequence(), last.hash(), ""), AT, draft("forged"), forger));

    assertThat(verify().findings())
        .contains(
            new Finding(
                RECORDS + 1L, "was put in or changed by somebody without the gate's audit key"));
  }

  @Test
  void p8_swapped_records_are_named() {
    Link a = links.get(41);
    Link b = links.get(42);
    links.set(41, new Link(42, b.body(), b.previous(), b.hash(), b.seal()));
    links.set(42, new Link(43, a.body(), a.previous(), a.hash(), a.seal()));

    assertThat(verify().findings())
        .extracting(Finding::sequence)
        .contains(42L, 43L)
        .isSubsetOf(42L, 43L, 44L);
  }

  @Test
  void p8_an_end_that_was_taken_away_or_forged_is_found() {
    AuditHead own = head;
    head = new AuditHead(own.sequence() - 1, links.get(RECORDS - 2).hash(), own.seal());
    links.removeLast();

    assertFound(
        new Finding(
            RECORDS - 1L, "may not be the last: the end of the chain is not sealed by this gate"));
    assertThat(AuditVerifier.verify(trail(Optional.empty()), sealer).findings())
        .containsExactly(
            new Finding(RECORDS - 1L, "may not be the last: the end of the chain was taken away"));
  }

  @Test
  void p8_a_record_that_grows_meanwhile_is_whole() {
    AuditTrail growing =
        new AuditTrail() {
          private int left = 3;

          @Override
          public List<AuditRecord> after(long sequence, int limit) {
            return trail(Optional.of(head)).after(sequence, limit);
          }

          @Override
          public Optional<AuditHead> head() {
            if (left-- > 0) {
              append("docs-bot");
            }
            return Optional.of(head);
          }
        };

    Verification found = AuditVerifier.verify(growing, sealer);

    assertThat(found.findings()).isEmpty();
    assertThat(found.records()).isEqualTo(RECORDS + 3);
  }

  @Test
  void p10_findings_are_bounded() {
    links.replaceAll(link -> with(link, "{}"));

    assertThat(verify().findings()).hasSize(AuditVerifier.MOST_FINDINGS);
  }

  private void append(String principal) {
    Link link = AuditChain.append(head, AT, draft(principal), sealer);
    links.add(link);
    head = AuditChain.headAt(link, sealer);
  }

  private static AuditDraft draft(String principal) {
    return new AuditDraft(
        AuditEvent.TOKEN_USED,
        AuditDraft.NO_TRACE,
        new PrincipalId(principal),
        null,
        null,
        null,
        JsonMapper.shared().createObjectNode().put("for", "apply"));
  }

  private void edit(int sequence, java.util.function.UnaryOperator<Link> edit) {
    links.set(sequence - 1, edit.apply(links.get(sequence - 1)));
  }

  private static Link with(Link link, String body) {
    return new Link(link.sequence(), body, link.previous(), link.hash(), link.seal());
  }

  private void assertFound(Finding... findings) {
    assertThat(verify().findings()).containsExactly(findings);
  }

  private Verification verify() {
    return AuditVerifier.verify(trail(Optional.of(head)), sealer);
  }

  private AuditTrail trail(Optional<AuditHead> end) {
    return new AuditTrail() {
      @Override
      public List<AuditRecord> after(long sequence, int limit) {
        return links.stream()
            .sorted(Comparator.comparingLong(Link::sequence))
            .filter(link -> link.sequence() > sequence)
            .limit(limit)
            .map(AuditChain::read)
            .toList();
      }

      @Override
      public Optional<AuditHead> head() {
        return end;
      }
    };
  }
}
