package dev.portcullis.rules.config;

/** Whether a rule, or the whole program, acts. */
public enum Mode {
    ENFORCE,
    /** What it would do is logged and measured, and nothing is changed. */
    OBSERVE
}
