package dev.sallyport.change;

import dev.sallyport.domain.GroupName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How many people, and of which groups, must approve. Every person counts for one seat of one part
/// at most, whatever groups they are in: whether approvals are enough is the largest matching of
/// people to seats.
///
/// @param parts each must be filled; 1 to [#MOST_PARTS]
public record Quorum(List<Part> parts) {
  public static final int MOST_PARTS = 5;
  public static final int MOST_PEOPLE = 10;

  /// So many people of one group, or of any.
  public record Part(Optional<GroupName> group, int people) {
    public Part {
      if (people < 1 || people > MOST_PEOPLE) {
        throw new IllegalArgumentException(
            "approve must be from 1 to %d people, not %d".formatted(MOST_PEOPLE, people));
      }
    }

    boolean takes(Set<GroupName> groups) {
      return group.isEmpty() || groups.contains(group.get());
    }

    private String text() {
      return group.map(name -> people + " " + name).orElseGet(() -> Integer.toString(people));
    }
  }

  /// What has been given.
  ///
  /// @param filled how many seats of each part, in their order
  public record Tally(List<Integer> filled) {
    public Tally {
      filled = List.copyOf(filled);
    }

    /// How many people count.
    public int given() {
      return filled.stream().mapToInt(Integer::intValue).sum();
    }
  }

  public Quorum {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > MOST_PARTS) {
      throw new IllegalArgumentException("approve takes 1 to %d groups".formatted(MOST_PARTS));
    }
    Set<Optional<GroupName>> groups = parts.stream().map(Part::group).collect(Collectors.toSet());
    if (groups.size() != parts.size()) {
      throw new IllegalArgumentException("approve names a group twice");
    }
  }

  /// So many people of whichever groups.
  public static Quorum of(int people) {
    return new Quorum(List.of(new Part(Optional.empty(), people)));
  }

  /// How many people it takes.
  public int required() {
    return parts.stream().mapToInt(Part::people).sum();
  }

  /// Whether somebody of these groups could count.
  public boolean admits(Set<GroupName> groups) {
    return parts.stream().anyMatch(part -> part.takes(groups));
  }

  /// @param approvers the groups of each who has approved
  public boolean isMetBy(List<Set<GroupName>> approvers) {
    return tally(approvers).given() == required();
  }

  /// Seats the approvers, as many as can be.
  ///
  /// @param approvers the groups of each who has approved, in their order
  public Tally tally(List<Set<GroupName>> approvers) {
    List<Part> seats = new ArrayList<>();
    parts.forEach(
        part -> {
          for (int i = 0; i < part.people(); i++) {
            seats.add(part);
          }
        });
    int[] holder = new int[seats.size()];
    Arrays.fill(holder, FREE);
    for (int person = 0; person < approvers.size(); person++) {
      seat(person, approvers, seats, holder, new HashSet<>());
    }
    List<Integer> filled = new ArrayList<>();
    for (Part part : parts) {
      int count = 0;
      for (int i = 0; i < holder.length; i++) {
        if (holder[i] != FREE && seats.get(i).equals(part)) {
          count++;
        }
      }
      filled.add(count);
    }
    return new Tally(filled);
  }

  private static final int FREE = -1;

  /// Finds the person a seat, asking who sits there to move on where that makes room: an augmenting
  /// path (Kuhn's algorithm).
  private static boolean seat(
      int person,
      List<Set<GroupName>> approvers,
      List<Part> seats,
      int[] holder,
      Set<Integer> asked) {
    for (int i = 0; i < holder.length; i++) {
      if (seats.get(i).takes(approvers.get(person)) && asked.add(i)) {
        if (holder[i] == FREE || seat(holder[i], approvers, seats, holder, asked)) {
          holder[i] = person;
          return true;
        }
      }
    }
    return false;
  }

  /// As a policy's text has it: `2`, or `1 dba, 2 sre`.
  @Override
  public String toString() {
    return parts.stream().map(Part::text).collect(Collectors.joining(", "));
  }
}
