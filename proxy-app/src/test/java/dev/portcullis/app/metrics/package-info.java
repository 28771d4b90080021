@NullMarked
package dev.portcullis.app.metrics;

import org.jspecify.annotations.NullMarked;
