package io.perigee;

import io.perigee.gateway.GatewaySettings;
import io.perigee.gateway.zmq.ZmqPublisher;
import io.perigee.gateway.zmq.ZmqRequests;
import io.perigee.lua.LuaHost;
import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.HostModules;
import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.procedure.Executors;
import io.perigee.procedure.LuaError;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code LuaOverMQ} for scripts of a {@link LuaHost}: they bind sockets of ZeroMQ, answer calls with their
 * globals, one after another, and publish events. A script that waits for the next call lets all others go on.
 *
 * <p>What differs from LuaOverMQ: sockets are tables, and stay open until the host is closed; an endpoint that cannot be had
 * is an error of Lua; a message that is no call is answered with an error, and {@code process} goes on waiting. Needs {@code
 * org.zeromq:jeromq:0.6.0} on the class path when a socket is bound. Section 15 of {@code protocol-spec.md}.
 */
public final class LuaOverMqModule implements HostModule {
    private static final String FACADE = "/io/perigee/lua/module/luaovermq.lua";

    /** The types of sockets, as ZeroMQ numbers them. */
    private static final int PUB = 1;

    private static final int REP = 4;

    /** Error numbers as ZeroMQ has them on Linux. */
    private static final int NOT_SUPPORTED = 95;

    private static final int OUT_OF_STATE = 156_384_763;
    private static final int TERMINATED = 156_384_765;

    private final String name;
    private final GatewaySettings settings;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, ZmqRequests> servers = new ConcurrentHashMap<>();
    private final Map<Integer, ZmqPublisher> publishers = new ConcurrentHashMap<>();
    private final Map<RunContext, Service> services = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private LuaOverMqModule(String name, RpcOptions options) {
        this.name = name;
        this.settings = options.gatewaySettings();
    }

    /** For {@link io.perigee.lua.LuaHostBuilder#module}: the options are those of the sockets that scripts bind. */
    public static Function<LuaHost, HostModule> with(RpcOptions options) {
        return host -> new LuaOverMqModule("LuaOverMQ", options);
    }

    /** As {@link #with}, under the name that the same module has for some terminals: {@code StockMQ}. */
    public static Function<LuaHost, HostModule> asStockMq(RpcOptions options) {
        return host -> new LuaOverMqModule("StockMQ", options);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> sources() {
        var sources = new ArrayList<String>();
        sources.add("local _, shared = ... shared.name = '" + name + "'");
        sources.addAll(HostModules.sources(FACADE));
        return sources;
    }

    @Override
    public Map<String, HostOperation> operations() {
        return Map.of(
                "bind", (arguments, run) -> bind(arguments),
                "next", this::next,
                "answer", (arguments, run) -> answer(arguments, run, true),
                "raise", (arguments, run) -> answer(arguments, run, false),
                "send", (arguments, run) -> send(arguments),
                "time", (arguments, run) -> values(seconds(Instant.now())));
    }

    private static CompletionStage<LuaValues> values(Object... values) {
        return CompletableFuture.completedFuture(LuaValues.from(values));
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + TimeUnit.NANOSECONDS.toMicros(instant.getNano()) / 1e6;
    }

    /** {@code bind(uri, type)}: a number for the socket. Binding may wait, for a name to be looked up. */
    private CompletionStage<LuaValues> bind(LuaValues arguments) {
        String endpoint = arguments.view("uri", 0).asString();
        int type = arguments.view("type", 1).asInt();
        if (type != REP && type != PUB) {
            throw new LuaError(
                    name + ".bind: type " + type + " (expected: " + REP + " for REP, or " + PUB + " for PUB)");
        }
        int number = last.incrementAndGet();
        return CompletableFuture.supplyAsync(
                () -> {
                    if (type == REP) {
                        servers.put(number, ZmqRequests.listen(endpoint, settings));
                    } else {
                        publishers.put(number, ZmqPublisher.bind(endpoint, settings));
                    }
                    if (closed) {
                        close();
                    }
                    return LuaValues.from(number);
                },
                Executors.shared());
    }

    /** {@code next(socket)}: 0, a number for the request, its name and its arguments; or the number of an error. */
    private CompletionStage<LuaValues> next(LuaValues arguments, RunContext run) {
        ZmqRequests server = servers.get(arguments.get(0).asInt());
        if (server == null) {
            return values(publishers.containsKey(arguments.get(0).asInt()) ? NOT_SUPPORTED : TERMINATED);
        }
        Service service = service(run);
        CompletableFuture<ZmqRequests.Taken> next = server.next();
        service.waitsFor(next);
        return next.handle((request, failure) -> {
            if (failure != null) {
                return LuaValues.from(TERMINATED);
            }
            int number = last.incrementAndGet();
            service.takes(number, request);
            return called(number, request);
        });
    }

    /** One for each run, and one hook on its end: a script may serve requests for years. */
    private Service service(RunContext run) {
        Service known = services.get(run);
        if (known != null) {
            return known;
        }
        var service = new Service();
        Service other = services.putIfAbsent(run, service);
        if (other != null) {
            return other;
        }
        run.ended().whenComplete((none, failure) -> {
            services.remove(run);
            service.end();
        });
        return service;
    }

    /** What a run waits for, and what it has not answered yet: more than one request if what it calls takes others. */
    private static final class Service {
        private final Map<Integer, ZmqRequests.Taken> taken = new HashMap<>();
        private @Nullable CompletableFuture<ZmqRequests.Taken> next;
        private boolean ended;

        /** What a script that has ended would have taken is for the next. */
        void waitsFor(CompletableFuture<ZmqRequests.Taken> request) {
            synchronized (this) {
                next = request;
                if (!ended) {
                    return;
                }
            }
            request.cancel(false);
        }

        void takes(int number, ZmqRequests.Taken request) {
            synchronized (this) {
                next = null;
                if (!ended) {
                    taken.put(number, request);
                    return;
                }
            }
            abandon(request);
        }

        synchronized ZmqRequests.@Nullable Taken answers(int number) {
            return taken.remove(number);
        }

        void end() {
            CompletableFuture<ZmqRequests.Taken> waiting;
            List<ZmqRequests.Taken> abandoned;
            synchronized (this) {
                ended = true;
                waiting = next;
                abandoned = List.copyOf(taken.values());
                taken.clear();
            }
            if (waiting != null) {
                waiting.cancel(false);
            }
            abandoned.forEach(Service::abandon);
        }

        private static void abandon(ZmqRequests.Taken request) {
            request.raise(LuaString.of("the script ended before it answered"));
        }
    }

    private static LuaValues called(int number, ZmqRequests.Taken request) {
        LuaValues args = request.args();
        var all = new LuaValue[3 + args.size()];
        Arrays.setAll(all, i -> switch (i) {
            case 0 -> LuaValue.of(0);
            case 1 -> LuaValue.of(number);
            case 2 -> request.procedure();
            default -> args.get(i - 3);
        });
        return LuaValues.wrap(all);
    }

    /** {@code answer(request, …)} and {@code raise(request, error)}: 0. */
    private CompletionStage<LuaValues> answer(LuaValues arguments, RunContext run, boolean succeeds) {
        ZmqRequests.Taken request = service(run).answers(arguments.get(0).asInt());
        if (request == null) {
            return values(OUT_OF_STATE);
        }
        if (succeeds) {
            request.answer(arguments.skip(1));
        } else {
            request.raise(arguments.get(1));
        }
        return values(0);
    }

    /** {@code send(socket, topic, value)}: 0, or the number of an error. */
    private CompletionStage<LuaValues> send(LuaValues arguments) {
        int number = arguments.get(0).asInt();
        ZmqPublisher publisher = publishers.get(number);
        if (publisher == null) {
            return values(servers.containsKey(number) ? OUT_OF_STATE : TERMINATED);
        }
        LuaValue topic = arguments.get(1);
        publisher.publish(
                topic instanceof LuaNumber ? LuaString.of(topic.toString()) : (LuaString) topic, arguments.get(2));
        return values(0);
    }

    @Override
    public void close() {
        closed = true;
        closeLater(servers, ZmqRequests::close);
        closeLater(publishers, ZmqPublisher::close);
    }

    /** Sockets may take a moment to close, and nobody here may wait. */
    private static <S> void closeLater(Map<Integer, S> sockets, Consumer<S> closing) {
        // One by one: what is bound in the meantime stays, for whoever has bound it looks here again.
        for (Integer number : List.copyOf(sockets.keySet())) {
            S socket = sockets.remove(number);
            if (socket != null) {
                Executors.shared().execute(() -> closing.accept(socket));
            }
        }
    }
}
