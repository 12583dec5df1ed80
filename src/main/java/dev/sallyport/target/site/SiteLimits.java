package dev.sallyport.target.site;

/// How much one proposal, answer or walk of a site may take; every number is at least one.
///
/// @param edits the most edits, or files of a patch, in one proposal
/// @param fileBytes the largest file that a proposal may make
/// @param patchBytes the largest patch
/// @param diffBytes the largest diff that a plan may show
/// @param readBytes the largest file that `read` answers with
/// @param listed the most files on one page of `list`
/// @param importFiles the most files that an imported folder may hold
/// @param commitsWalked how far back from the head history is searched
/// @param plansKept the most plans whose commits are kept for a later apply
public record SiteLimits(
    int edits,
    int fileBytes,
    int patchBytes,
    int diffBytes,
    int readBytes,
    int listed,
    int importFiles,
    int commitsWalked,
    int plansKept) {
  public static final SiteLimits DEFAULTS =
      new SiteLimits(1_000, 32 << 20, 32 << 20, 16 << 20, 1 << 20, 1_000, 200_000, 10_000, 10_000);

  public SiteLimits {
    atLeastOne("edits", edits);
    atLeastOne("fileBytes", fileBytes);
    atLeastOne("patchBytes", patchBytes);
    atLeastOne("diffBytes", diffBytes);
    atLeastOne("readBytes", readBytes);
    atLeastOne("listed", listed);
    atLeastOne("importFiles", importFiles);
    atLeastOne("commitsWalked", commitsWalked);
    atLeastOne("plansKept", plansKept);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
