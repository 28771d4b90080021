@NullMarked
package dev.portcullis.rules.browser;

import org.jspecify.annotations.NullMarked;
