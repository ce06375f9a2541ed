package io.perigee.lua.module.socket;

import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.HostModules;
import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.procedure.LuaError;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The {@code socket} module of scripts: TCP and UDP with the functions, results and error texts of LuaSocket 3.0.
 *
 * <p>Gives scripts the network, so it is for those that the host's owner trusts. A call that blocks lets the host's other
 * runs go on. At most 1021 sockets are open at once; what is open when the module is closed is closed with it.
 *
 * <p>What differs from LuaSocket:
 *
 * <ul>
 *   <li>sockets are tables, not userdata, and numbers of sockets are the host's own, not the operating system's
 *   <li>every function that asks the host yields, {@code gettime} among them: on Lua 5.1 none may be called from within a
 *       metamethod, an iterator or a callback of the library
 *   <li>a client reads ahead once something has waited for it, so {@code dirty} is true earlier; a master that is bound
 *       takes connections before it listens
 *   <li>the options are those that Java has: to set {@code ipv6-v6only}, {@code dontroute} or buffer sizes beyond the
 *       system's fails or does less; multicast groups cannot be joined; names of services are not looked up
 *   <li>an address is IPv4 first where a name has both
 * </ul>
 */
public final class SocketModule implements HostModule {
    private static final String PLACE = "/io/perigee/lua/module/socket/";
    private static final List<String> SOURCES = HostModules.sources(
            PLACE + "arguments.lua",
            PLACE + "sockets.lua",
            PLACE + "options.lua",
            PLACE + "tcp.lua",
            PLACE + "udp.lua",
            PLACE + "select.lua",
            PLACE + "names.lua",
            PLACE + "exceptions.lua",
            PLACE + "streams.lua");

    private final SocketLoop loop;
    private final Names names;
    private final Sockets sockets = new Sockets();
    private final Map<String, HostOperation> operations;

    /** A module for one engine, whose name its threads get. Nothing is opened and no thread started before it is used. */
    public SocketModule(String engine) {
        loop = new SocketLoop(engine + "-sockets");
        names = new Names(engine + "-names");
        var named = new LinkedHashMap<String, HostOperation>();
        new TcpOperations(loop, names, sockets).addTo(named);
        new UdpOperations(loop, names, sockets).addTo(named);
        named.put("close", this::close);
        named.put("select", this::select);
        named.put("sleep", (call, run) -> loop.perform(new SleepWait(number(call.get(0)), run)));
        named.put("time", (call, run) -> now(LuaValue.of(seconds(Instant.now()))));
        named.put("age", this::age);
        named.put("setoption", this::setOption);
        named.put("getoption", this::getOption);
        named.put("resolve", this::resolve);
        named.put("reverse", this::reverse);
        named.put("hostname", (call, run) -> names.ownName().thenApply(own -> LuaValues.of(LuaString.of(own))));
        operations = Map.copyOf(named);
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public List<String> sources() {
        return SOURCES;
    }

    @Override
    public Map<String, HostOperation> operations() {
        return operations;
    }

    private CompletionStage<LuaValues> select(LuaValues call, RunContext run) {
        synchronized (loop) {
            int readers = (int) number(call.get(1));
            return loop.perform(new SelectWait(
                    range(call, 2, 2 + readers),
                    range(call, 2 + readers, call.size()),
                    Patience.ofTotal(call.get(0)),
                    run));
        }
    }

    private List<Socket> range(LuaValues call, int from, int to) {
        var found = new LinkedHashSet<Socket>();
        for (int i = from; i < to; i++) {
            Socket socket = sockets.get((long) number(call.get(i)));
            if (socket != null) {
                found.add(socket);
            }
        }
        return List.copyOf(found);
    }

    private CompletionStage<LuaValues> close(LuaValues call, RunContext run) {
        var endings = new ArrayList<Runnable>();
        boolean keepsItsPort;
        synchronized (loop) {
            Socket socket = sockets.get((long) number(call.get(0)));
            if (socket == null) {
                return now(LuaValue.of(1));
            }
            keepsItsPort = socket.isRegistered() && !(socket instanceof TcpSocket tcp && !tcp.isBound());
            sockets.remove(socket);
            socket.close();
            loop.release(socket, endings);
        }
        endings.forEach(Runnable::run);
        return keepsItsPort ? loop.afterNextRound(Answers.OK) : now(LuaValue.of(1));
    }

    private CompletionStage<LuaValues> age(LuaValues call, RunContext run) {
        synchronized (loop) {
            Socket socket = sockets.get((long) number(call.get(0)));
            return now(LuaValue.of(socket == null ? 0 : (System.nanoTime() - socket.beginNanos) / 1e9));
        }
    }

    private CompletionStage<LuaValues> setOption(LuaValues call, RunContext run) {
        synchronized (loop) {
            Socket socket = sockets.get((long) number(call.get(0)));
            try {
                boolean set = socket != null && Options.set(socket, call.get(1).toString(), call.get(2), call.get(3));
                return set ? now(LuaValue.of(1)) : done(Answers.failure("setsockopt failed"));
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
                return done(Answers.failure("setsockopt failed"));
            }
        }
    }

    private CompletionStage<LuaValues> getOption(LuaValues call, RunContext run) {
        synchronized (loop) {
            Socket socket = sockets.get((long) number(call.get(0)));
            try {
                return done(
                        socket == null
                                ? Answers.failure("getsockopt failed")
                                : Options.get(socket, call.get(1).toString()));
            } catch (IOException | UnsupportedOperationException e) {
                return done(Answers.failure("getsockopt failed"));
            }
        }
    }

    /** The addresses of a host, each with its family, one after the other; none if it is not known. */
    private CompletionStage<LuaValues> resolve(LuaValues call, RunContext run) {
        return or(
                names.resolve(call.get(0).toString(), "").thenApply(SocketModule::listed),
                failure -> LuaValues.empty());
    }

    private static LuaValues listed(List<InetAddress> addresses) {
        var flat = new LuaValue[2 * addresses.size()];
        for (int i = 0; i < addresses.size(); i++) {
            InetAddress address = addresses.get(i);
            flat[2 * i] = LuaString.of(Names.text(address));
            flat[2 * i + 1] = LuaString.of(address instanceof Inet6Address ? "inet6" : "inet");
        }
        return LuaValues.wrap(flat);
    }

    private CompletionStage<LuaValues> reverse(LuaValues call, RunContext run) {
        return or(
                names.resolve(call.get(0).toString(), "")
                        .thenCompose(addresses -> names.reverse(addresses.get(0)))
                        .thenApply(name -> LuaValues.of(LuaString.of(name))),
                failure -> LuaValues.of(LuaNil.NIL));
    }

    @Override
    public void close() {
        names.close();
        loop.close();
        synchronized (loop) {
            for (Socket socket : sockets.all()) {
                sockets.remove(socket);
                socket.close();
            }
        }
    }

    static CompletionStage<LuaValues> or(CompletionStage<LuaValues> stage, Function<IOException, LuaValues> instead) {
        return stage.exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof IOException io) {
                return instead.apply(io);
            }
            throw cause instanceof LuaError error ? error : new CompletionException(cause);
        });
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    static double number(LuaValue value) {
        return value instanceof LuaNumber number ? number.doubleValue() : 0;
    }

    static CompletionStage<LuaValues> now(LuaValue value) {
        return done(LuaValues.of(value));
    }

    static CompletionStage<LuaValues> done(LuaValues values) {
        return CompletableFuture.completedFuture(values);
    }
}
