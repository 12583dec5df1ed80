package dev.sallyport.target.site;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// JGit without the machine's and the person's own git configuration: a gate behaves the same
/// whoever starts it, starts no `git`, and writes nothing into a home folder. In that
/// configuration's place stands one that has every object and branch on disk before a call returns.
final class GitSettings extends SystemReader.Delegate {
  private static final GitSettings INSTANCE = new GitSettings(SystemReader.getInstance());

  private GitSettings(SystemReader delegate) {
    super(delegate);
  }

  /// Makes these the settings of this JVM; may be called any number of times.
  static void use() {
    SystemReader.setInstance(INSTANCE);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new InMemory(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new InMemory(parent, fs);
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    InMemory config = new InMemory(parent, fs);
    // When to collect garbage in the site's repository is for its operator's git to say. JGit would
    // look
    // after each fetch whether to, on a thread of its own.
    config.setInt("gc", null, "auto", 0);
    config.setBoolean("gc", null, "autoDetach", false);
    config.setBoolean("core", null, "fsyncObjectFiles", true);
    config.setBoolean("core", null, "fsyncRefFiles", true);
    return config;
  }

  private static final class InMemory extends FileBasedConfig {
    InMemory(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
