/// Confirm tokens: their claims, their signature, the keys that sign them.
@NullMarked
package dev.sallyport.token;

import org.jspecify.annotations.NullMarked;
