@NullMarked
package dev.portcullis.app.store;

import org.jspecify.annotations.NullMarked;
