/// What the gate counts and times, for Prometheus.
@NullMarked
package dev.sallyport.metrics;

import org.jspecify.annotations.NullMarked;
