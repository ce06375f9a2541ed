package io.perigee.faults;

import io.perigee.testing.Processes;
import io.perigee.transport.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A peer in a process of its own, which counts how often it ran what: one of Java, or one of Lua. */
enum Callee {
    JAVA {
        @Override
        Processes.Running start() {
            return Processes.java(
                    Processes.javaHome(),
                    List.of("-Xmx256m"),
                    FaultyServer.class,
                    Duration.ofMinutes(1).toMillis(),
                    0,
                    0);
        }
    },
    LUA51 {
        @Override
        Processes.Running start() {
            return Processes.script("lua5.1", SCRIPT, "127.0.0.1", 0);
        }
    };

    static final Path SCRIPT = Path.of(System.getProperty("perigee.root", "."), "src/test/resources/lua/nonces.lua");

    abstract Processes.Running start();

    /** Where it listens; its first line says so. */
    static Address address(Processes.Running process) {
        return Address.of("127.0.0.1", Integer.parseInt(process.line().replace("listening ", "")));
    }
}
