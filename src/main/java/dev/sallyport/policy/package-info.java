/// What a target's policy asks for, and how safe the gate thinks a plan is.
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
