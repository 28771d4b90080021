@NullMarked
package dev.portcullis.app.live;

import org.jspecify.annotations.NullMarked;
