/// The product's nouns as types: ids, actions, principals, outcomes. Values only; depends on
/// nothing.
@NullMarked
package dev.sallyport.domain;

import org.jspecify.annotations.NullMarked;
