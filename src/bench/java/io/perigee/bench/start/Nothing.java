package io.perigee.bench.start;

/** What any program on this JVM takes to start and end. */
final class Nothing {
    private Nothing() {}

    public static void main(String[] args) {}
}
