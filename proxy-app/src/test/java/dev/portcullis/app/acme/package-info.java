@NullMarked
package dev.portcullis.app.acme;

import org.jspecify.annotations.NullMarked;
