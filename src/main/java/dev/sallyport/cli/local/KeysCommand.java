package dev.sallyport.cli.local;

import picocli.CommandLine.Command;

/// Makes, lists and revokes API keys.
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and revokes API keys.",
    subcommands = {KeysCreate.class, KeysList.class, KeysRevoke.class})
final class KeysCommand {}
