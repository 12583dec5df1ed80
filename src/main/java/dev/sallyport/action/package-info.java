/// What each action does once its request has been let through: one class a kind of action.
@NullMarked
package dev.sallyport.action;

import org.jspecify.annotations.NullMarked;
