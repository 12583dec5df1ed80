package dev.sallyport.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.change.Quorum.Part;
import dev.sallyport.domain.GroupName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QuorumTest {
  private static final Quorum DBA_AND_TWO_SRE = new Quorum(List.of(part("dba", 1), part("sre", 2)));

  private static Part part(String group, int people) {
    return new Part(Optional.of(new GroupName(group)), people);
  }

  private static Set<GroupName> in(String... groups) {
    return Stream.of(groups).map(GroupName::new).collect(Collectors.toSet());
  }

  @Test
  void onePersonInEveryGroupFillsOneSeat() {
    assertThat(DBA_AND_TWO_SRE.tally(List.of(in("dba", "sre"))).given()).isEqualTo(1);
    assertThat(
            new Quorum(List.of(part("dba", 1), part("sre", 1))).isMetBy(List.of(in("dba", "sre"))))
        .isFalse();
  }

  @Test
  void whoCameFirstMovesOnWhereThatMakesRoom() {
    List<Set<GroupName>> approvers = List.of(in("dba", "sre"), in("dba"), in("sre"));

    assertThat(DBA_AND_TWO_SRE.isMetBy(approvers)).isTrue();
    assertThat(DBA_AND_TWO_SRE.tally(approvers).filled()).containsExactly(1, 2);
  }

  @Test
  void moreOfOneGroupDoNotStandInForAnother() {
    List<Set<GroupName>> approvers = List.of(in("sre"), in("sre"), in("sre"), in());

    assertThat(DBA_AND_TWO_SRE.isMetBy(approvers)).isFalse();
    assertThat(DBA_AND_TWO_SRE.tally(approvers).filled()).containsExactly(0, 2);
  }

  @Test
  void anybodyCountsWhereNoGroupIsAskedFor() {
    assertThat(Quorum.of(2).isMetBy(List.of(in(), in("dba")))).isTrue();
    assertThat(Quorum.of(2).admits(in())).isTrue();
    assertThat(DBA_AND_TWO_SRE.admits(in("web"))).isFalse();
  }

  @Test
  void namesEachGroupOnceAndAFewPeople() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Quorum(List.of(part("dba", 1), part("dba", 2))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Quorum(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Quorum.of(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Quorum.of(11));
    assertThat(DBA_AND_TWO_SRE).hasToString("1 dba, 2 sre");
  }

  /// Against every way to give each person one seat or none.
  @Property(tries = 300)
  void isMetExactlyWhereSomeWayToSeatPeopleFillsEverySeat(
      @ForAll("quorums") Quorum quorum, @ForAll("approvers") List<Set<GroupName>> approvers) {
    List<Optional<GroupName>> seats = new ArrayList<>();
    quorum
        .parts()
        .forEach(
            part -> {
              for (int i = 0; i < part.people(); i++) {
                seats.add(part.group());
              }
            });

    int most = most(seats, approvers, 0);

    assertThat(quorum.tally(approvers).given()).isEqualTo(most);
    assertThat(quorum.isMetBy(approvers)).isEqualTo(most == quorum.required());
  }

  private static int most(
      List<Optional<GroupName>> free, List<Set<GroupName>> approvers, int person) {
    if (person == approvers.size()) {
      return 0;
    }
    int best = most(free, approvers, person + 1);
    for (Optional<GroupName> seat : Set.copyOf(free)) {
      if (seat.isEmpty() || approvers.get(person).contains(seat.get())) {
        List<Optional<GroupName>> rest = new ArrayList<>(free);
        rest.remove(seat);
        best = Math.max(best, 1 + most(rest, approvers, person + 1));
      }
    }
    return best;
  }

  @Provide
  Arbitrary<Quorum> quorums() {
    Arbitrary<Optional<GroupName>> group =
        Arbitraries.of("a", "b", "c").map(GroupName::new).optional(0.8);
    return group
        .set()
        .ofMinSize(1)
        .ofMaxSize(3)
        .flatMap(
            groups ->
                Arbitraries.integers()
                    .between(1, 2)
                    .list()
                    .ofSize(groups.size())
                    .map(
                        counts -> {
                          List<Part> parts = new ArrayList<>();
                          groups.forEach(
                              each -> parts.add(new Part(each, counts.get(parts.size()))));
                          return new Quorum(parts);
                        }));
  }

  @Provide
  Arbitrary<List<Set<GroupName>>> approvers() {
    return Arbitraries.of("a", "b", "c").map(GroupName::new).set().list().ofMaxSize(5);
  }
}
