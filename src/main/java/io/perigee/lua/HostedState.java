package io.perigee.lua;

import io.perigee.lua.engine.Budget;
import io.perigee.lua.engine.LuaEngine;
import io.perigee.lua.engine.LuaObject;
import io.perigee.lua.engine.ObjectHome;
import io.perigee.lua.engine.Step;
import io.perigee.lua.engine.Target;
import io.perigee.lua.module.HostModule;
import io.perigee.lua.module.HostModules;
import io.perigee.lua.module.HostOperation;
import io.perigee.lua.module.LuaRun;
import io.perigee.procedure.CallContext;
import io.perigee.procedure.CallDispatcher;
import io.perigee.procedure.Procedures;
import io.perigee.remote.Caller;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One Lua state, and what the host has put into it. Every run ends, at the latest with the state. Thread-safe. */
final class HostedState implements AutoCloseable {
    /** Remembers what the globals were before anybody's code ran. */
    private static final LuaString REMEMBER = LuaString.of("""
            local before = {}
            __perigee = before -- which is a global like the others
            for name, value in next, _G do before[name] = value end
            """);

    /** The names of the globals that are what they were, that of the memory among them. */
    private static final LuaString UNCHANGED = LuaString.of("""
            local names = {}
            for name, value in next, __perigee do
              if type(name) == "string" and rawequal(rawget(_G, name), value) then names[#names + 1] = name end
            end
            return names
            """);

    /** Which of some dotted names lead to nothing. */
    private static final LuaString FREE = LuaString.of("""
            local free, names = {}, ...
            for i = 1, #names do
              local value, path = _G, names[i] .. "."
              local from = 1
              while value ~= nil and from <= #path do
                local dot = string.find(path, ".", from, true)
                value = type(value) == "table" and rawget(value, string.sub(path, from, dot - 1)) or nil
                from = dot + 1
              end
              if value == nil then free[#free + 1] = names[i] end
            end
            return free
            """);

    /** Sets the arguments of a program, which are nobody's business but its own. */
    private static final LuaString ARGUMENTS = LuaString.of("""
            arg = ...
            if __perigee then __perigee.arg = arg end
            """);

    /** A method of an object that lives here. */
    private static final LuaString INVOKE = LuaString.of("""
            local object, name = ...
            if type(object) ~= "table" and type(object) ~= "userdata" then
              error("invoke: " .. type(object) .. " (expected: an object)", 0)
            end
            local method = object[name]
            if method == nil then error("method: " .. name .. " (expected: a method of the object)", 0) end
            return method(object, select(3, ...))
            """);

    /** Stands where there is nothing but what a module has around it. */
    private static final LuaString NOTHING = LuaString.of("return");

    private final LuaEngine engine;
    private final boolean hides;
    private final Map<String, HostOperation> operations = new ConcurrentHashMap<>();
    private final List<HostModule> modules;

    /** The names of what the host put there for scripts. */
    private final Set<String> furnished = ConcurrentHashMap.newKeySet();

    private final DueResults due = new DueResults("lua: closed");

    /** Functions of the host's, which were loaded before anybody calls. */
    private volatile long invoke;

    private volatile long nothing;

    /** What calls of peers go through; 0 for nothing. */
    private volatile long around;

    /** @param hides whether there are peers that must not reach Lua's own globals; nobody else's code may be there then */
    HostedState(LuaEngine engine, boolean hides, List<HostModule> modules) {
        this.engine = engine;
        this.hides = hides;
        this.modules = modules;
    }

    LuaEngine engine() {
        return engine;
    }

    /**
     * Puts modules, procedures and values where scripts find them. What Lua has under a name stays there: its own
     * libraries are more use to a script than a procedure that is called as one of theirs.
     */
    CompletableFuture<Void> furnish(Procedures procedures, CallDispatcher dispatcher, Caller caller) {
        ObjectHome home = engine.objectHome();
        if (home != null) {
            home.calledBy(caller);
        }
        HostOperation methods = HostCall.operation(dispatcher, WellKnown.INVOKE, caller);
        operations.put(WellKnown.INVOKE, (arguments, run) -> methodsOf(arguments, methods)
                .call(arguments, run));
        return install()
                .thenCompose(done -> loadFunctions())
                .thenCompose(done -> hides ? chunk(REMEMBER, LuaValues.empty()) : nothing())
                .thenCompose(done -> chunk(FREE, LuaValues.of(LuaValue.from(procedures.names()))))
                .thenCompose(free -> {
                    Map<String, LuaValue> values = procedures.values();
                    var steps = new ArrayList<CompletableFuture<?>>();
                    for (String name : strings(free)) {
                        furnished.add(name);
                        LuaValue value = values.get(name);
                        if (value != null) {
                            steps.add(engine.set(name, value).toCompletableFuture());
                        } else {
                            operations.put(name, HostCall.operation(dispatcher, name, caller));
                            steps.add(engine.register(name).toCompletableFuture());
                        }
                    }
                    return all(steps);
                });
    }

    private HostOperation methodsOf(LuaValues arguments, HostOperation others) {
        if (arguments.get(0) instanceof LuaUserdata userdata) {
            for (HostModule module : modules) {
                HostOperation methods = module.methodsOf(userdata.object());
                if (methods != null) {
                    return methods;
                }
            }
        }
        return others;
    }

    private CompletableFuture<Void> loadFunctions() {
        var steps = new ArrayList<CompletableFuture<?>>();
        steps.add(load(INVOKE, "=perigee").thenAccept(function -> invoke = function));
        steps.add(load(NOTHING, "=perigee").thenAccept(function -> nothing = function));
        for (HostModule module : modules) {
            if (!module.around().isEmpty()) {
                steps.add(load(LuaString.of(module.around()), "=" + module.name())
                        .thenAccept(function -> around = function));
            }
        }
        return all(steps);
    }

    private CompletableFuture<Long> load(LuaString source, String name) {
        return engine.load(LuaEngine.SHARED, source, name).toCompletableFuture();
    }

    private static CompletableFuture<Step.Done> nothing() {
        return CompletableFuture.completedFuture(new Step.Done(LuaValues.empty(), 0));
    }

    /** Sets the global {@code arg}. */
    CompletableFuture<Step.Done> setArguments(LuaTable arguments) {
        return chunk(ARGUMENTS, LuaValues.of(arguments));
    }

    private CompletableFuture<Void> install() {
        var steps = new ArrayList<CompletableFuture<?>>();
        for (HostModule module : modules) {
            operations.putAll(HostModules.operations(module));
            steps.add(HostModules.install(engine, module));
        }
        return all(steps);
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<?>> steps) {
        return CompletableFuture.allOf(steps.toArray(new CompletableFuture<?>[0]));
    }

    /** The names that lead to no script's own: those of Lua itself, and what the host put there for scripts. */
    CompletableFuture<HiddenNames> hiddenNames() {
        if (!hides) {
            return CompletableFuture.completedFuture(HiddenNames.NONE);
        }
        return chunk(UNCHANGED, LuaValues.empty()).thenApply(done -> new HiddenNames(strings(done), furnished));
    }

    private static Set<String> strings(Step.Done done) {
        var strings = new HashSet<String>();
        if (done.results().get(0) instanceof LuaTable table) {
            for (long i = 1; i <= table.size(); i++) {
                strings.add(table.get(i).toString());
            }
        }
        return strings;
    }

    /** Runs a chunk of the host's, which stays loaded: another run of it may be about to begin. */
    private CompletableFuture<Step.Done> chunk(LuaString source, LuaValues arguments) {
        return engine.load(LuaEngine.SHARED, source, "=perigee")
                .toCompletableFuture()
                .thenCompose(
                        function -> run(LuaEngine.SHARED, new Target.Function(function), arguments, Budget.NONE, null));
    }

    /** Runs something to its end; fails with a {@link LuaFailure}. To cancel the future ends the run. */
    CompletableFuture<Step.Done> run(
            int environment, Target target, LuaValues arguments, Budget budget, @Nullable CallContext call) {
        CompletableFuture<Step> run = LuaRun.start(engine, environment, target, arguments, budget, operations, call);
        return outcome(run);
    }

    /** What a path that a peer calls leads to. */
    Target target(LuaString path) {
        String name = path.toString();
        return modules.stream().anyMatch(module -> module.offered().contains(name))
                ? new Target.Function(nothing)
                : new Target.Path(path);
    }

    /** The function that calls a method of an object, which it is given with the method's name before the arguments. */
    Target method() {
        return new Target.Function(invoke);
    }

    boolean owns(RemoteObject object) {
        return object instanceof LuaObject own && own.home() == engine.objectHome();
    }

    /** As {@link #run}, for a peer that calls this name. */
    CompletableFuture<Step.Done> answer(
            int environment, LuaString name, Target target, LuaValues arguments, Budget budget, CallContext call) {
        return around == 0
                ? run(environment, target, arguments, budget, call)
                : run(environment, new Target.Through(around, target), prepend(arguments, name), budget, call);
    }

    static LuaValues prepend(LuaValues arguments, LuaValue... first) {
        LuaValue[] all = Arrays.copyOf(first, first.length + arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            all[first.length + i] = arguments.get(i);
        }
        return LuaValues.wrap(all);
    }

    /** The value at a path; fails with a {@link LuaFailure}. */
    CompletableFuture<Step.Done> eval(int environment, LuaString path) {
        return outcome(engine.eval(environment, path).toCompletableFuture());
    }

    private CompletableFuture<Step.Done> outcome(CompletableFuture<Step> run) {
        CompletableFuture<Step.Done> outcome = due.open();
        run.whenComplete((step, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(LuaFailure.of(failure));
            } else if (step instanceof Step.Failed failed) {
                outcome.completeExceptionally(LuaFailure.of(failed));
            } else {
                outcome.complete((Step.Done) step);
            }
        });
        outcome.whenComplete((done, failure) -> run.cancel(false));
        return outcome;
    }

    @Override
    public void close() {
        engine.close();
        if (due.close()) {
            modules.forEach(HostModule::close);
        }
    }
}
