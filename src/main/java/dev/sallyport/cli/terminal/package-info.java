/// What a command says and where: standard output and its pager, colours, exit statuses, and the
/// surroundings of its process.
@NullMarked
package dev.sallyport.cli.terminal;

import org.jspecify.annotations.NullMarked;
