@NullMarked
package dev.portcullis.app.crawler;

import org.jspecify.annotations.NullMarked;
