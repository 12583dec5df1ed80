/// Who calls: API keys and how they are checked.
@NullMarked
package dev.sallyport.authenticate;

import org.jspecify.annotations.NullMarked;
