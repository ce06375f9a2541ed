/**
 * The operations below the {@code socket} module of scripts: TCP and UDP as LuaSocket has them.
 *
 * <p>One thread with a {@link java.nio.channels.Selector} serves all sockets of a script's host, and not Netty's channels:
 * what scripts are promised is the socket interface of operating systems, where a read takes what is there, a write says
 * how much it took, and {@code select} looks without taking anything. A selector offers these very calls. An operation is
 * tried at once on the thread that asks; only what has to wait goes to the loop. So a script that is kept busy by its
 * sockets crosses no thread.
 *
 * <p>Sockets are numbers to scripts, as file descriptors are, in a table of bounded size.
 */
@NullMarked
package io.perigee.lua.module.socket;

import org.jspecify.annotations.NullMarked;
