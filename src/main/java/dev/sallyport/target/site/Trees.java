package dev.sallyport.target.site;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/// Walks of git trees that also know the empty tree: git itself does without anybody having stored
/// it, JGit does not.
final class Trees {
  static final ObjectId EMPTY = ObjectId.fromString("4b825dc642cb6eb9a060e54bf8d69288fbee4904");

  private Trees() {}

  static void add(TreeWalk walk, ObjectId tree) throws IOException {
    if (tree.equals(EMPTY)) {
      walk.addTree(new EmptyTreeIterator());
    } else {
      walk.addTree(tree);
    }
  }

  /// Every file of a tree, folders entered, in git's order.
  static TreeWalk files(ObjectReader reader, ObjectId tree) throws IOException {
    TreeWalk walk = new TreeWalk(reader);
    add(walk, tree);
    walk.setRecursive(true);
    return walk;
  }
}
