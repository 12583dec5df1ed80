package dev.sallyport.store;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.window.Block;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowReading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rate limits' windows and blocks, one for every gate on this store. Times are the store's.
public interface Windows {
  /// The most windows that are decided together.
  int MOST_TOGETHER = 8;

  /// Decides as [dev.sallyport.window.WindowRules] does, for one key or several together: exactly,
  /// whoever else asks at the same time.
  ///
  /// @param audit the record of each block that this refusal starts, written with it
  Decision decide(List<Window> windows, BlockAudit audit);

  /// Makes the record of a block that has begun.
  @FunctionalInterface
  interface BlockAudit {
    AuditDraft of(WindowReading blocked);
  }

  /// How windows stand; charges and changes nothing.
  List<WindowReading> peek(List<Window> windows);

  /// Takes in what a gate admitted, and the blocks it began, while it could not reach the store.
  void carry(List<Carried> carried);

  /// @param ages how many milliseconds ago each event was admitted
  /// @param block as the gate's clock has it; null where none began
  /// @param blockAge how many milliseconds ago that block began
  /// @param audit the record of that block
  record Carried(
      Window window,
      long[] ages,
      @Nullable Block block,
      long blockAge,
      @Nullable AuditDraft audit) {}

  /// The blocks that hold now, those that end last first, at most `limit`.
  List<ActiveBlock> blocks(int limit);

  /// @param rest milliseconds until it ends
  record ActiveBlock(WindowKey key, Block block, long rest) {}

  /// Forgets every window and block of a subject, of all policies. The record is written where
  /// there was anything to forget.
  ///
  /// @return how many windows and blocks
  int clear(WindowKey.Scope scope, String subject, AuditDraft audit);

  /// Removes rows that change no decision any more, at most `limit`.
  ///
  /// @return how many
  int purge(int limit);
}
