@NullMarked
package dev.portcullis.app.accesslog;

import org.jspecify.annotations.NullMarked;
