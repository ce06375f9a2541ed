package io.perigee;

import io.perigee.codec.ValueCodec;
import io.perigee.lua.LuaHost;
import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.HostModules;
import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.RunContext;
import io.perigee.observe.ListenerPair;
import io.perigee.observe.RpcListener;
import io.perigee.procedure.Executors;
import io.perigee.procedure.LuaError;
import io.perigee.remote.RemoteObject;
import io.perigee.transport.Address;
import io.perigee.transport.EventLoops;
import io.perigee.value.LuaNumber;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code rpc} for scripts of a {@link LuaHost}: the names and habits of {@code tools/lua/rpc.lua}, served by
 * connections of this library. Peers of these connections reach the procedures of the options, and then the globals of
 * the host, as its policy says.
 *
 * <p>Objects go by reference as there; each lives in the state of Lua, and as long as one of the connections that it went
 * out by, or until it is released.
 */
public final class RpcModule implements HostModule {
    private static final List<String> SOURCES =
            HostModules.sources("/io/perigee/lua/module/rpc/values.lua", "/io/perigee/lua/module/rpc.lua");

    private static final String SIGNATURE = "rpc.signature";

    /** Lets the facade look at what comes in and goes out, once a script, or a peer that declares types, has loaded it. */
    private static final String AROUND = """
            local called, name = ...
            local rpc = package.loaded.rpc or name == "rpc.signature" and require "rpc"
            if rpc then return rpc.__answer(...) end
            return called(select(3, ...))
            """;

    private final LuaHost host;
    private final RpcOptions options;
    private final ScriptConnections connections = new ScriptConnections();

    private RpcModule(LuaHost host, RpcOptions options) {
        this.host = host;
        this.options = options.toBuilder()
                .lua(host)
                .functions()
                .listener(listener(connections, options.listener()))
                .build();
    }

    /** Scripts that wait for something to happen are told first. */
    private static RpcListener listener(ScriptConnections connections, @Nullable RpcListener next) {
        var activity = new ScriptActivity(connections);
        return next == null ? activity : new ListenerPair(activity, next);
    }

    /** For {@link io.perigee.lua.LuaHostBuilder#module}: the options are those of the connections that scripts open. */
    public static Function<LuaHost, HostModule> with(RpcOptions options) {
        return host -> new RpcModule(host, options);
    }

    @Override
    public String name() {
        return "rpc";
    }

    @Override
    public List<String> sources() {
        return SOURCES;
    }

    @Override
    public String around() {
        return AROUND;
    }

    @Override
    public Set<String> offered() {
        return Set.of(SIGNATURE);
    }

    @Override
    public Map<String, HostOperation> operations() {
        return Map.ofEntries(
                Map.entry("connect", (arguments, run) -> connect(arguments)),
                Map.entry("listen", (arguments, run) -> listen(arguments)),
                Map.entry(
                        "accept",
                        (arguments, run) -> connections.server(arguments).accept()),
                Map.entry(
                        "stop",
                        (arguments, run) ->
                                done(() -> connections.server(arguments).stop())),
                Map.entry(
                        "closeserver",
                        (arguments, run) ->
                                done(() -> connections.server(arguments).close())),
                Map.entry(
                        "peers",
                        (arguments, run) -> answer(connections.server(arguments).peers())),
                Map.entry("call", (arguments, run) -> call(arguments)),
                Map.entry("settimeout", (arguments, run) -> done(() -> setTimeout(arguments))),
                Map.entry("release", (arguments, run) -> done(() -> connections.release(arguments))),
                Map.entry("close", (arguments, run) -> done(() -> connections.close(arguments))),
                Map.entry("ended", (arguments, run) -> connections.ended(arguments)),
                Map.entry("caller", this::caller),
                Map.entry("sleep", (arguments, run) -> sleep(arguments)),
                Map.entry("step", (arguments, run) -> step(arguments)),
                Map.entry("loop", (arguments, run) -> connections.awaitNone()),
                Map.entry("spawn", (arguments, run) -> done(() -> spawn(arguments.get(0)))));
    }

    private static CompletionStage<LuaValues> answer(@Nullable Object... values) {
        return CompletableFuture.completedFuture(LuaValues.from(values));
    }

    private static CompletionStage<LuaValues> done(Runnable action) {
        action.run();
        return answer();
    }

    private static Address address(LuaValues arguments) {
        LuaValue host = arguments.get(0);
        LuaValue port = arguments.get(1);
        return Address.of(
                host.isNil() ? "localhost" : host.asString(), port.isNil() ? Address.DEFAULT_PORT : port.asInt());
    }

    /** The options with the codec that a script names, if it does. */
    private RpcOptions speaking(LuaValue codec) {
        if (codec.isNil()) {
            return options;
        }
        for (ValueCodec known : RpcOptions.CODECS) {
            if (codec.equals(LuaString.of(known.name()))) {
                return options.toBuilder().codec(known).build();
            }
        }
        throw new LuaError("codec: " + LuaText.brief(codec) + " (expected: luatobin or msgpack)");
    }

    private CompletionStage<LuaValues> connect(LuaValues arguments) {
        return RpcPeer.newClientAsync(address(arguments), speaking(arguments.get(2)))
                .handle((peer, failure) -> {
                    if (failure != null) {
                        return ScriptOutcomes.refusal(failure);
                    }
                    return LuaValues.from(connections.add(peer));
                });
    }

    /** Binding may wait, for a name to be looked up. */
    private CompletionStage<LuaValues> listen(LuaValues arguments) {
        Address address = address(arguments);
        RpcOptions spoken = speaking(arguments.get(2));
        return CompletableFuture.supplyAsync(() -> RpcPeer.newServerOnly(address, spoken), Executors.shared())
                .handle((server, failure) -> {
                    if (failure != null) {
                        return ScriptOutcomes.refusal(failure);
                    }
                    var bound = (Address.Tcp) server.address();
                    return LuaValues.from(connections.add(server), bound.host(), bound.port());
                });
    }

    /** {@code call(connection, name, …)}. */
    private CompletionStage<LuaValues> call(LuaValues arguments) {
        return ScriptOutcomes.ofCall(
                connections.caller(arguments).callAsync(arguments.get(1).asString(), rest(arguments)));
    }

    /** Calls of methods of what lives at a peer end as calls of its procedures do. */
    @Override
    public @Nullable HostOperation methodsOf(Object object) {
        return object instanceof RemoteObject remote
                ? (arguments, run) -> ScriptOutcomes.ofCall(
                        connections.invoke(remote, arguments.get(1).asString(), rest(arguments)))
                : null;
    }

    /** What is behind the first two. */
    private static Object[] rest(LuaValues arguments) {
        return arguments.skip(2).toList().toArray();
    }

    private void setTimeout(LuaValues arguments) {
        connections.setTimeout(
                arguments,
                arguments.get(1) instanceof LuaNumber seconds
                        ? Duration.ofMillis(millis(seconds.doubleValue()))
                        : null);
    }

    private CompletionStage<LuaValues> caller(LuaValues arguments, RunContext run) {
        var call = run.call();
        if (call == null) {
            throw new LuaError("rpc.caller: no caller here (expected: a procedure that a peer called)");
        }
        return answer(connections.add(call.caller()), call.peer());
    }

    private static CompletionStage<LuaValues> sleep(LuaValues arguments) {
        var slept = new CompletableFuture<LuaValues>();
        var unused = EventLoops.schedule(
                () -> slept.complete(LuaValues.empty()), millis(arguments.get(0).asDouble()), TimeUnit.MILLISECONDS);
        return slept;
    }

    /** Waits until a peer has come, gone, or been answered: true; or for so long, in seconds: false. */
    private CompletionStage<LuaValues> step(LuaValues arguments) {
        CompletableFuture<LuaValues> next = connections.nextEvent();
        if (arguments.get(0) instanceof LuaNumber seconds) {
            var unused = EventLoops.schedule(
                    () -> next.complete(LuaValues.from(false)), millis(seconds.doubleValue()), TimeUnit.MILLISECONDS);
        }
        return next;
    }

    private static long millis(double seconds) {
        return (long) Math.ceil(Math.max(0, Math.min(seconds, 1e9)) * 1000);
    }

    /** Begins a run of its own for what the facade keeps under this number. */
    private void spawn(LuaValue number) {
        host.caller().callAsync("package.loaded.rpc.__run", number);
    }

    @Override
    public void close() {
        connections.closeAll();
    }
}
