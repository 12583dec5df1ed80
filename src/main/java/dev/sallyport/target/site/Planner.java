package dev.sallyport.target.site;

import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.target.Impact;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns a proposal into the very commit that applying it will put on the branch.
///
/// head -> changes of files -> tree -> diff -> commit -> kept, and until it is kept, all in memory.
final class Planner {
  /// Stands where a mail address must; nobody's, by RFC 2606.
  private static final String NOBODYS_DOMAIN = "sallyport.invalid";

  private final Repository repository;
  private final Branch branch;
  private final History history;
  private final Proposals proposals;
  private final KeptPlans keptPlans;
  private final SiteLimits limits;
  private final InstantSource clock;

  Planner(
      Repository repository,
      Branch branch,
      History history,
      KeptPlans keptPlans,
      SiteConfig config,
      InstantSource clock) {
    this.repository = repository;
    this.branch = branch;
    this.history = history;
    this.keptPlans = keptPlans;
    this.proposals = new Proposals(new ProtectedPaths(config.protect()), config.limits());
    this.limits = config.limits();
    this.clock = clock;
  }

  Planning plan(Proposal proposal) throws IOException {
    try (MemoryObjects objects = new MemoryObjects(repository);
        ObjectReader reader = objects.newReader()) {
      Base base = Base.at(branch.head(), reader);
      return switch (proposal.operation()) {
        case CHANGE -> change(proposal, base, objects);
        case ROLLBACK -> rollback(proposal, base, objects);
      };
    }
  }

  private Planning change(Proposal proposal, Base base, MemoryObjects objects) throws IOException {
    Mistakes mistakes = new Mistakes();
    List<FileChange> changes = proposals.read(proposal.parameters(), base, mistakes);
    TreeChange treeChange = new TreeChange(base, changes);
    treeChange.checkFolders(mistakes);
    if (mistakes.any()) {
      return mistakes.refusal();
    }
    ObjectId tree = treeChange.write(objects);
    if (tree.equals(base.tree())) {
      return Mistakes.refusal(
          "/parameters", "no-change", "The proposal changes nothing: the site is already so.");
    }
    return finish(proposal, base, tree, Optional.empty(), objects);
  }

  /// Protected paths are no bar here: taking a change back only restores what stood before it,
  /// which no proposal chose, and a rollback that is refused would leave a bad change in place.
  private Planning rollback(Proposal proposal, Base base, MemoryObjects objects)
      throws IOException {
    Optional<History.Applied> last = history.lastApplied(base.head());
    if (last.isEmpty()) {
      return Mistakes.refusal(
          "/operation",
          "nothing-to-roll-back",
          "No change applied here is left to take back within the last "
              + limits.commitsWalked()
              + " commits.");
    }
    if (last.get().before().equals(Trees.EMPTY)) {
      objects.insert(Constants.OBJ_TREE, new byte[0]);
    }
    return finish(proposal, base, last.get().before(), last, objects);
  }

  private Planning finish(
      Proposal proposal,
      Base base,
      ObjectId tree,
      Optional<History.Applied> takenBack,
      MemoryObjects objects)
      throws IOException {
    long stored = repository.getObjectDatabase().getApproximateObjectCount();
    Optional<DiffText> diff =
        new GitDiff(base.reader(), stored, limits.diffBytes()).between(base.tree(), tree);
    if (diff.isEmpty()) {
      return Mistakes.refusal(
          "/parameters",
          "diff-limit",
          "The diff would be larger than "
              + limits.diffBytes()
              + " bytes (limit diffBytes): split the change.");
    }
    ObjectId commit = objects.insert(commit(proposal, base, tree, takenBack));
    if (proposal.kept()) {
      objects.storeIn(repository);
      keptPlans.keep(proposal.change(), commit);
    }
    int undoneOfOthers = takenBack.map(History.Applied::alsoUndone).orElse(0);
    Impact impact = Assessment.of(diff.get(), base.files().getEntryCount(), undoneOfOthers);
    PlanMaterial plan =
        new PlanMaterial(
            proposal.operation(),
            base.fingerprint(),
            summary(proposal.operation(), diff.get(), takenBack),
            diff.get().text(),
            stats(diff.get()),
            new Candidate(commit, tree).material());
    return new Planning.Planned(plan, impact);
  }

  private CommitBuilder commit(
      Proposal proposal, Base base, ObjectId tree, Optional<History.Applied> takenBack) {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    if (base.head() != null) {
      commit.setParentId(base.head());
    }
    commit.setAuthor(author(proposal.requester()));
    commit.setCommitter(ident("Sallyport", "sallyport@" + NOBODYS_DOMAIN));
    commit.setMessage(
        CommitText.message(
            proposal.command(),
            new CommitText.Trailers(
                proposal.change(), proposal.execution(), takenBack.map(History.Applied::commit))));
    return commit;
  }

  private PersonIdent author(PrincipalId requester) {
    String name = requester.value();
    return ident(name, name.contains("@") ? name : name + "@" + NOBODYS_DOMAIN);
  }

  private PersonIdent ident(String name, String address) {
    return new PersonIdent(name, address, clock.instant(), ZoneOffset.UTC);
  }

  private static String summary(
      Operation operation, DiffText diff, Optional<History.Applied> takenBack) {
    String counts =
        Assessment.counted(diff.files(), "file")
            + ", "
            + Assessment.counted(diff.insertions(), "line")
            + " added, "
            + diff.deletions()
            + " removed";
    return switch (operation) {
      case CHANGE -> "Changes " + counts;
      case ROLLBACK ->
          "Takes back "
              + takenBack.map(applied -> applied.trailers().change().value()).orElse("a change")
              + ": "
              + counts;
    };
  }

  private static ObjectNode stats(DiffText diff) {
    ObjectNode stats = JsonNodeFactory.instance.objectNode();
    stats.put("files", diff.files());
    stats.put("added", diff.added());
    stats.put("deleted", diff.deleted());
    stats.put("renamed", diff.renamed());
    stats.put("binary", diff.binary());
    stats.put("insertions", diff.insertions());
    stats.put("deletions", diff.deletions());
    return stats;
  }
}
