@NullMarked
package dev.portcullis.app.run;

import org.jspecify.annotations.NullMarked;
