@NullMarked
package dev.portcullis.app.admin;

import org.jspecify.annotations.NullMarked;
