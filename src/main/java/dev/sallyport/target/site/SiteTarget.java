package dev.sallyport.target.site;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Reading;
import dev.sallyport.target.Run;
import dev.sallyport.target.Settlement;
import dev.sallyport.target.Target;
import dev.sallyport.target.TargetException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A git repository with a published folder.
///
/// Its fingerprint is the branch's head. A plan is a commit that grows from it; apply moves the
/// branch to that commit, deploy shows the commit's files to readers of `current`.
public final class SiteTarget implements Target, AutoCloseable {
  /// How many digits of a commit's id people are shown.
  private static final int SHOWN_DIGITS = 12;

  private final SiteConfig config;
  private final Repository repository;
  private final Branch branch;
  private final Planner planner;
  private final Publishing publishing;
  private final Executing executing;
  private final Settling settling;
  private final SiteReader reader;
  private final Turns turns;
  private final KeptPlans keptPlans;

  private SiteTarget(
      SiteConfig config,
      Repository repository,
      ReleaseFiles files,
      InstantSource clock,
      Checkpoint.Listener checkpoints) {
    this.config = config;
    this.repository = repository;
    branch = new Branch(repository, config.branchRef());
    History history = new History(repository, config.limits().commitsWalked());
    keptPlans = new KeptPlans(repository, clock, config.limits().plansKept());
    planner = new Planner(repository, branch, history, keptPlans, config, clock);
    publishing = new Publishing(repository, config, files, clock, checkpoints);
    executing =
        new Executing(
            new Applying(repository, branch, checkpoints),
            publishing,
            branch,
            history,
            keptPlans,
            config.branch());
    settling = new Settling(repository, branch, history, publishing, executing);
    reader = new SiteReader(repository, branch, config.limits());
    turns = new Turns(repository.getDirectory().toPath());
  }

  /// Opens a site, making its repository and published folder where they are absent.
  ///
  /// @throws SiteException when it cannot be opened; the message says what to do
  public static SiteTarget open(SiteConfig config, InstantSource clock) {
    return open(config, clock, Checkpoint.Listener.NONE);
  }

  /// @param checkpoints is told of the points of an execution at which a crash would matter
  public static SiteTarget open(
      SiteConfig config, InstantSource clock, Checkpoint.Listener checkpoints) {
    return open(config, clock, new ReleaseFiles(), checkpoints);
  }

  static SiteTarget open(SiteConfig config, InstantSource clock, ReleaseFiles files) {
    return open(config, clock, files, Checkpoint.Listener.NONE);
  }

  private static SiteTarget open(
      SiteConfig config, InstantSource clock, ReleaseFiles files, Checkpoint.Listener checkpoints) {
    Repository repository = new RepositoryOpening(config, clock).open();
    try {
      SiteTarget site = new SiteTarget(config, repository, files, clock, checkpoints);
      site.publishing.releases().checkWritable();
      Belonging belonging = site.publishing.belonging();
      if (belonging.isUnmarked()) {
        site.turns.alone(belonging::begin);
      }
      return site;
    } catch (FileAlreadyExistsException inTheWay) {
      repository.close();
      throw new SiteException(
          "in "
              + config.publish()
              + " something that is not this gate's symbolic link stands at 'current' (or a file where"
              + " a folder must be): move it away",
          inTheWay);
    } catch (IOException notWritable) {
      repository.close();
      throw new SiteException(
          "the publish folder "
              + config.publish()
              + " cannot be written: make it, or give the gate the right to",
          notWritable);
    }
  }

  @Override
  public List<KeptPlan> keptPlans() {
    try {
      return keptPlans.all();
    } catch (IOException e) {
      throw new TargetException("the plans of " + name() + " cannot be listed", e);
    }
  }

  @Override
  public void letGo(ChangeId change) {
    try {
      keptPlans.release(change);
    } catch (IOException e) {
      throw new TargetException("the plan of " + change + " cannot be removed", e);
    }
  }

  @Override
  public TargetName name() {
    return config.name();
  }

  @Override
  public String kind() {
    return "site";
  }

  @Override
  public ObjectNode parametersSchema() {
    return SiteSchemas.parameters(config.limits());
  }

  @Override
  public ObjectNode readSchema() {
    return SiteSchemas.reading(config.limits());
  }

  @Override
  public ObjectNode describe() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("branch", config.branch());
    try {
      ObjectId head = branch.head();
      state.put("head", head == null ? Base.EMPTY : shortened(head));
      publishing.releases().current().ifPresent(id -> state.put("published", shortened(id)));
      state.put("files", reader.count());
      state.put("releases", publishing.releases().count());
    } catch (IOException unreadable) {
      state.put("unreadable", true);
    }
    return state;
  }

  private static String shortened(ObjectId id) {
    return id.name().substring(0, SHOWN_DIGITS);
  }

  @Override
  public Reading list(JsonNode parameters) {
    return reading(() -> reader.list(parameters));
  }

  @Override
  public Reading read(JsonNode parameters) {
    return reading(() -> reader.read(parameters));
  }

  @Override
  public Planning plan(Proposal proposal) {
    return reading(() -> planner.plan(proposal));
  }

  @Override
  public String fingerprint() {
    return reading(() -> Base.fingerprint(branch.head()));
  }

  /// Every state of the branch stays in its history, and every one can be published again.
  @Override
  public Reversibility reversibility(Action action) {
    return Reversibility.REVERSIBLE;
  }

  @Override
  public Effect apply(PlanMaterial plan, Run run) {
    return turns.touch(run.execution(), () -> executing.apply(plan, run));
  }

  @Override
  public Effect deploy(PlanMaterial plan, Run run) {
    return turns.touch(run.execution(), () -> executing.deploy(plan, run));
  }

  @Override
  public Effect rollback(PlanMaterial plan, Run run) {
    return turns.touch(run.execution(), () -> executing.rollback(plan, run));
  }

  @Override
  public Settlement settle(PlanMaterial plan, CutOff cutOff) {
    try {
      return turns.settle(cutOff.execution(), () -> settling.settle(plan, cutOff));
    } catch (IOException unreadable) {
      return new Settlement.CannotTell("The site's repository or published folder cannot be read.");
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  private interface Asking<T> {
    T ask() throws IOException;
  }

  private <T> T reading(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (IOException unreadable) {
      throw new TargetException("site " + config.name() + " cannot be read", unreadable);
    }
  }
}
