package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditTrail;
import dev.sallyport.domain.ChangeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What open pages cost the store while they wait for something to happen.
@Tag("integration")
class NewsTest {
  private static final ChangeId CAKE = change(1);
  private static final ChangeId BREAD = change(2);

  private final Trail trail = new Trail();
  private long nanos;
  private final News news = new News(trail, () -> nanos);

  private static ChangeId change(int number) {
    return new ChangeId("chg_%026d".formatted(number));
  }

  /// A record, and how often it was asked for.
  private static final class Trail implements AuditTrail {
    private final List<AuditRecord> records = new ArrayList<>();
    private int heads;
    private int reads;
    private int given;

    void add(ChangeId change) {
      var body = JsonMapper.shared().createObjectNode().put("changeId", change.value());
      records.add(new AuditRecord(records.size() + 1, Instant.EPOCH, body, "", "", ""));
    }

    @Override
    public List<AuditRecord> after(long sequence, int limit) {
      reads++;
      int from = (int) sequence;
      List<AuditRecord> found = records.subList(from, Math.min(records.size(), from + limit));
      given += found.size();
      return found;
    }

    @Override
    public Optional<AuditHead> head() {
      heads++;
      return Optional.of(new AuditHead(records.size(), "", ""));
    }
  }

  private void later() {
    nanos += Live.LOOK.toNanos();
  }

  @Test
  void fifty_open_pages_ask_the_store_once_and_read_nothing_while_nothing_happens() {
    trail.add(CAKE);
    for (int look = 0; look < 10; look++) {
      for (int page = 0; page < 50; page++) {
        news.of(change(page));
        news.head();
      }
      later();
    }

    assertThat(trail.heads).isEqualTo(10);
    assertThat(trail.reads).isZero();
  }

  @Test
  void what_happens_to_one_change_is_read_once_and_is_no_news_to_the_page_of_another() {
    trail.add(CAKE);
    long cake = news.of(CAKE);
    long bread = news.of(BREAD);
    later();
    trail.add(BREAD);
    trail.add(BREAD);

    for (int page = 0; page < 50; page++) {
      assertThat(news.of(CAKE)).isEqualTo(cake);
      assertThat(news.of(BREAD)).isEqualTo(3).isGreaterThan(bread);
      assertThat(news.head()).isEqualTo(3);
    }
    assertThat(trail.reads).isEqualTo(1);
    assertThat(trail.given).isEqualTo(2);
  }

  @Test
  void a_page_that_is_about_to_be_read_knows_of_everything_before_it() {
    news.head();
    trail.add(CAKE);

    assertThat(news.now()).isEqualTo(1);
    assertThat(news.of(CAKE)).isEqualTo(1);
  }

  @Test
  void p10_of_more_than_it_reads_at_once_every_open_page_is_told() {
    long before = news.of(CAKE);
    for (int record = 0; record <= News.MOST_RECORDS; record++) {
      trail.add(BREAD);
    }
    later();

    assertThat(news.of(CAKE)).isGreaterThan(before);
    assertThat(trail.reads).isZero();
  }

  @Test
  void p10_it_remembers_so_many_changes_and_takes_the_others_for_changed() {
    trail.add(CAKE);
    news.head();
    later();
    trail.add(CAKE);
    long cake = news.of(CAKE);
    for (int number = 10; number < 10 + News.MOST_CHANGES; number++) {
      trail.add(change(number));
      if (number % News.MOST_RECORDS == 0) {
        later();
        news.head();
      }
    }
    later();

    assertThat(news.of(CAKE)).isGreaterThanOrEqualTo(cake);
    assertThat(news.of(change(9 + News.MOST_CHANGES))).isEqualTo(trail.records.size());
    assertThat(news.of(change(11))).isLessThan(trail.records.size());
  }

  @Test
  void after_a_restore_it_goes_on_from_where_the_record_ends() {
    trail.add(CAKE);
    trail.add(CAKE);
    news.head();
    trail.records.clear();
    trail.add(BREAD);
    later();

    assertThat(news.head()).isEqualTo(1);
    later();
    trail.add(BREAD);
    assertThat(news.of(BREAD)).isEqualTo(2);
  }
}
