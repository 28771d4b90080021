@NullMarked
package dev.portcullis.app.demo;

import org.jspecify.annotations.NullMarked;
