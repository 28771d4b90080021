@NullMarked
package dev.portcullis.app.slow;

import org.jspecify.annotations.NullMarked;
