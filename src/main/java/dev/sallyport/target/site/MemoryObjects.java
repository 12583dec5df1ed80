package dev.sallyport.target.site;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;

/// Git objects made in memory, so that a plan that is refused, or not kept, leaves nothing in the
/// repository. Used by one thread; [#storeIn] is the only way to disk.
final class MemoryObjects extends ObjectInserter {
  /// From how many new objects on they are stored as one pack rather than a file each.
  private static final int PACK_FROM = 100;

  private record Made(int type, byte[] data) {}

  private final Repository repository;
  private final Map<ObjectId, Made> made = new HashMap<>();

  MemoryObjects(Repository repository) {
    this.repository = repository;
  }

  @Override
  public ObjectId insert(int type, byte[] data, int offset, int length) {
    byte[] copy = new byte[length];
    System.arraycopy(data, offset, copy, 0, length);
    ObjectId id = idFor(type, copy);
    made.put(id, new Made(type, copy));
    return id;
  }

  @Override
  public ObjectId insert(int type, long length, InputStream in) throws IOException {
    byte[] data = in.readNBytes(Math.toIntExact(length));
    return insert(type, data, 0, data.length);
  }

  @Override
  public PackParser newPackParser(InputStream in) {
    throw new UnsupportedOperationException("objects in memory come one by one");
  }

  /// Reads what was made here and what the repository holds.
  @Override
  public ObjectReader newReader() {
    return new Both(repository.newObjectReader());
  }

  /// Writes to the repository what it does not hold yet.
  void storeIn(Repository repository) throws IOException {
    if (made.size() >= PACK_FROM) {
      Packs.write(repository, inserter -> storeIn(repository, inserter));
      return;
    }
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      storeIn(repository, inserter);
      inserter.flush();
    }
  }

  private int storeIn(Repository repository, ObjectInserter inserter) throws IOException {
    int written = 0;
    try (ObjectReader stored = repository.newObjectReader()) {
      for (Map.Entry<ObjectId, Made> object : made.entrySet()) {
        if (!stored.has(object.getKey())) {
          inserter.insert(object.getValue().type(), object.getValue().data());
          written++;
        }
      }
    }
    return written;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /// A reader of the repository that also knows the objects made here.
  private final class Both extends ObjectReader.Filter {
    private final ObjectReader stored;

    Both(ObjectReader stored) {
      this.stored = stored;
    }

    @Override
    protected ObjectReader delegate() {
      return stored;
    }

    @Override
    public ObjectReader newReader() {
      return new Both(stored.newReader());
    }

    @Override
    public boolean has(AnyObjectId id) throws IOException {
      return made.containsKey(id.toObjectId()) || stored.has(id);
    }

    @Override
    public boolean has(AnyObjectId id, int type) throws IOException {
      return made.containsKey(id.toObjectId()) || stored.has(id, type);
    }

    @Override
    public ObjectLoader open(AnyObjectId id) throws IOException {
      return open(id, OBJ_ANY);
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int type) throws IOException {
      Made object = made.get(id.toObjectId());
      return object == null
          ? stored.open(id, type)
          : new ObjectLoader.SmallObject(object.type(), object.data());
    }

    @Override
    public long getObjectSize(AnyObjectId id, int type) throws IOException {
      Made object = made.get(id.toObjectId());
      return object == null ? stored.getObjectSize(id, type) : object.data().length;
    }

    @Override
    public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
      Collection<ObjectId> found = new HashSet<>(stored.resolve(id));
      made.keySet().stream().filter(known -> id.prefixCompare(known) == 0).forEach(found::add);
      return new ArrayList<>(found);
    }

    @Override
    public AbbreviatedObjectId abbreviate(AnyObjectId id, int length) throws IOException {
      int shown = length;
      while (shown < Constants.OBJECT_ID_STRING_LENGTH
          && resolve(id.abbreviate(shown)).size() > 1) {
        shown++;
      }
      return id.abbreviate(shown);
    }
  }
}
