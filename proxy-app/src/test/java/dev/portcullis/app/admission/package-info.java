@NullMarked
package dev.portcullis.app.admission;

import org.jspecify.annotations.NullMarked;
