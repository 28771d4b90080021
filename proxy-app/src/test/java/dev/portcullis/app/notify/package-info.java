@NullMarked
package dev.portcullis.app.notify;

import org.jspecify.annotations.NullMarked;
