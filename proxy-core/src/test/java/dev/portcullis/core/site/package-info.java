@NullMarked
package dev.portcullis.core.site;

import org.jspecify.annotations.NullMarked;
