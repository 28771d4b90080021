@NullMarked
package dev.portcullis.app.report;

import org.jspecify.annotations.NullMarked;
