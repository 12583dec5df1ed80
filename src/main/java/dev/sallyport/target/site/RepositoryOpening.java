package dev.sallyport.target.site;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens a site's repository and makes it first where it is absent: in a folder beside it that is
/// renamed when it is whole, so that of two processes one makes it and both open it.
final class RepositoryOpening {
  private static final Logger log = LoggerFactory.getLogger(RepositoryOpening.class);

  private final SiteConfig config;
  private final InstantSource clock;

  RepositoryOpening(SiteConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  Repository open() {
    GitSettings.use();
    Path path = config.repository();
    try {
      if (isAbsent(path)) {
        make(path);
      }
      Path gitDir =
          gitDir(path)
              .orElseThrow(
                  () ->
                      new SiteException(
                          path
                              + " is not a git repository: name one, or an absent or empty folder"
                              + " to have one made"));
      Repository repository = openExisting(gitDir);
      check(repository, path);
      return repository;
    } catch (IOException | GitAPIException | RuntimeException failed) {
      if (failed instanceof SiteException siteException) {
        throw siteException;
      }
      throw new SiteException(
          "the repository "
              + path
              + " cannot be opened ("
              + failed.getClass().getSimpleName()
              + "): run git fsck in it, restore it, or remove it to have it made again",
          failed);
    }
  }

  private static boolean isAbsent(Path path) throws IOException {
    return !Files.exists(path) || (Files.isDirectory(path) && Releases.children(path).isEmpty());
  }

  /// Where git's own files are, of a repository with or without a work tree; empty when it is none.
  private static Optional<Path> gitDir(Path path) {
    return Optional.of(path)
        .filter(RepositoryOpening::holdsGit)
        .or(() -> Optional.of(path.resolve(Constants.DOT_GIT)).filter(RepositoryOpening::holdsGit));
  }

  private static boolean holdsGit(Path folder) {
    return Files.isRegularFile(folder.resolve(Constants.HEAD))
        && Files.isDirectory(folder.resolve("objects"));
  }

  private static Repository openExisting(Path gitDir) throws IOException {
    return new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setMustExist(true).build();
  }

  /// Looks for every file of the head once, so that a damaged repository is found at start.
  private void check(Repository repository, Path path) throws IOException {
    if (!repository.isBare() && config.branchRef().equals(repository.getFullBranch())) {
      throw new SiteException(
          path
              + " has the branch "
              + config.branch()
              + " checked out, and changing it would leave the work tree behind: name a bare"
              + " repository, or name this one under import");
    }
    ObjectId head = new Branch(repository, config.branchRef()).head();
    if (head == null) {
      return;
    }
    try (RevWalk walk = new RevWalk(repository);
        TreeWalk files = Trees.files(walk.getObjectReader(), walk.parseCommit(head).getTree())) {
      while (files.next()) {
        boolean isFile = files.getFileMode(0).getObjectType() == Constants.OBJ_BLOB;
        if (isFile && !walk.getObjectReader().has(files.getObjectId(0))) {
          throw new IOException("the object " + files.getObjectId(0).name() + " is missing");
        }
      }
    }
  }

  private void make(Path path) throws IOException, GitAPIException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new SiteException("the repository cannot be the root folder");
    }
    Files.createDirectories(parent);
    Path making = Files.createTempDirectory(parent, "." + path.getFileName() + ".making-");
    try {
      try (Git git =
          Git.init()
              .setBare(true)
              .setGitDir(making.toFile())
              .setInitialBranch(config.branch())
              .call()) {
        Repository repository = git.getRepository();
        configure(repository);
        fill(git);
      }
      Files.move(making, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException otherWasFirst) {
      log.info("another process has made the repository meanwhile");
    } catch (FileSystemException failed) {
      if (isAbsent(path)) {
        throw new SiteException(
            "the repository " + path + " cannot be made: check that its folder can be written",
            failed);
      }
    } finally {
      new ReleaseFiles().delete(making);
    }
  }

  private static void configure(Repository repository) throws IOException {
    StoredConfig config = repository.getConfig();
    // The refs that keep plans are the gate's own: nobody clones or pushes them.
    config.setString("transfer", null, "hideRefs", "refs/sallyport");
    config.save();
  }

  private void fill(Git git) throws IOException, GitAPIException {
    Path source = config.importFrom();
    if (source == null) {
      return;
    }
    if (!Files.isDirectory(source)) {
      throw new SiteException(
          "import: " + source + " is not a folder: name one, or a local git repository");
    }
    if (gitDir(source).isPresent() || Files.isRegularFile(source.resolve(Constants.DOT_GIT))) {
      clone(git, source);
    } else {
      FolderImport folder = new FolderImport(source, config.limits().importFiles());
      point(git.getRepository(), folder.into(git.getRepository(), clock.instant()));
      if (!folder.notice().isEmpty()) {
        log.warn("site {}: {}", config.name(), folder.notice());
      }
    }
  }

  /// Takes over the commits of the branch that the other repository is on.
  private void clone(Git git, Path source) throws IOException, GitAPIException {
    try (Repository other = openSource(source)) {
      ObjectId head = other.resolve(Constants.HEAD);
      if (head == null) {
        return;
      }
      git.fetch()
          .setRemote(other.getDirectory().toURI().toString())
          .setTagOpt(TagOpt.NO_TAGS)
          .setRefSpecs(new RefSpec("+HEAD:" + config.branchRef()))
          .call();
    }
  }

  private static Repository openSource(Path source) throws IOException {
    Optional<Path> gitDir = gitDir(source);
    return gitDir.isPresent()
        ? openExisting(gitDir.get())
        : new FileRepositoryBuilder().setWorkTree(source.toFile()).setMustExist(true).build();
  }

  private void point(Repository repository, ObjectId commit) throws IOException {
    RefUpdate update = repository.updateRef(config.branchRef());
    update.setNewObjectId(commit);
    update.setExpectedOldObjectId(ObjectId.zeroId());
    RefUpdate.Result result = update.update();
    if (result != RefUpdate.Result.NEW) {
      throw new IOException("the branch could not be made: " + result);
    }
  }
}
