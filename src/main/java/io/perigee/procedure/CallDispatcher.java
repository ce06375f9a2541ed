package io.perigee.procedure;

import io.perigee.remote.RemoteErrorException.Reason;
import io.perigee.remote.RemoteObject;
import io.perigee.remote.WellKnown;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValues;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Finds what was called and runs it where it may run. Every dialect shares it. Thread-safe. */
public final class CallDispatcher {
    private final Procedures procedures;
    private final Executor executor;
    private final @Nullable Grants grants;

    /**
     * A dispatcher to which all peers are alike.
     *
     * @param executor runs procedures that may block
     */
    public CallDispatcher(Procedures procedures, Executor executor) {
        this(procedures, executor, null);
    }

    /**
     * @param executor runs procedures that may block
     * @param grants who may call what; null if all may call everything
     */
    public CallDispatcher(Procedures procedures, Executor executor, @Nullable Grants grants) {
        this.procedures = procedures;
        this.executor = executor;
        this.grants = grants;
    }

    /** Answers one call, now or later. Called where nothing may block. */
    public void dispatch(NameProbe name, LuaValues args, InboundCall call) {
        Procedures.Entry entry = procedures.find(name);
        if (entry == null) {
            dispatchRare(name.toLuaString(), args, call);
        } else if (grants != null && !permits(grants, entry.key(), call)) {
            call.asks(entry.name(), args);
            deny(call, entry.name());
        } else if (entry.nonBlocking()) {
            // As run() would; compilers inline only so deep, and what is behind that allocates what is never kept.
            call.begin(entry.name(), args, entry.procedure());
            call.run();
        } else {
            run(entry, args, call);
        }
    }

    /** True if a call of this name is sure to run where it came in, and to take no thread. */
    public boolean isNonBlocking(NameProbe name) {
        Procedures.Entry entry = procedures.find(name);
        return entry != null && entry.nonBlocking();
    }

    private static boolean permits(Grants grants, LuaString name, InboundCall call) {
        return call.session().access(grants).permits(name);
    }

    /** As {@link #permits}, for a path that a peer wrote, of which each name can be written in many ways. */
    private boolean isDenied(LuaString path, InboundCall call) {
        return grants != null && !permits(grants, Segments.canonical(path), call);
    }

    private static void tellDenied(InboundCall call, String what) {
        call.session().refused(what, "not granted");
    }

    /** Answers as if there were no such procedure: the peer is not told what it must not use. */
    private static void deny(InboundCall call, String what) {
        tellDenied(call, what);
        call.refuse(Reason.NO_SUCH_PROCEDURE, LuaNil.NIL);
    }

    private void run(Procedures.Entry entry, LuaValues args, InboundCall call) {
        call.begin(entry.name(), args, entry.procedure());
        if (entry.nonBlocking()) {
            call.run();
        } else {
            execute(call);
        }
    }

    private void execute(InboundCall call) {
        call.takesRoom();
        try {
            executor.execute(call);
        } catch (RuntimeException | Error e) {
            // Rejected, or no thread to be had: the call never began.
            call.refuse(Reason.RAISED, LuaString.of("busy: the peer runs no more procedures"));
        }
    }

    private void dispatchRare(LuaString name, LuaValues args, InboundCall call) {
        call.asks(name.toString(), args);
        switch (call.procedure()) {
            case WellKnown.EVAL -> eval(args, call);
            case WellKnown.INVOKE -> invoke(args, call);
            case WellKnown.NAMES -> names(args, call);
            case WellKnown.BUILD_EXEC, WellKnown.RUN_EXEC -> exec(args, call);
            default -> walk(name, args, call);
        }
    }

    private void names(LuaValues args, InboundCall call) {
        call.begin(WellKnown.NAMES, args, context -> LuaTable.ofList(namesFor(call)));
        execute(call);
    }

    private List<String> namesFor(InboundCall call) {
        List<String> names = procedures.procedureNames();
        return grants == null
                ? names
                : names.stream()
                        .filter(name -> permits(grants, LuaString.of(name), call))
                        .toList();
    }

    private void exec(LuaValues args, InboundCall call) {
        boolean denied = grants != null && !call.session().access(grants).upload();
        if (denied) {
            tellDenied(call, call.procedure());
        }
        ScriptSession scripts = denied ? null : call.scripts();
        if (scripts == null) {
            raise(call, "newexec: no Lua engine at this peer (expected: a peer started with one)");
        } else if (call.procedure().equals(WellKnown.BUILD_EXEC)) {
            runNow(args, call, context -> scripts.build(args.get(0)));
        } else {
            runNow(args, call, context -> scripts.run(args.get(0), args.skip(1), context));
        }
    }

    private static void runNow(LuaValues args, InboundCall call, Procedure procedure) {
        call.begin(call.procedure(), args, procedure);
        call.takesRoom();
        call.run();
    }

    /** A name that is not registered as it stands: it may still lead to something, by way of empty segments. */
    private void walk(LuaString name, LuaValues args, InboundCall call) {
        if (!isReserved(name) && isDenied(name, call)) {
            deny(call, call.procedure());
            return;
        }
        Resolution resolution = procedures.resolve(name);
        if (resolution instanceof Procedures.Entry entry) {
            run(entry, args, call);
            return;
        }
        boolean missing = resolution == Resolution.Absence.MISSING;
        ScriptSession scripts = missing && !isReserved(name) ? call.scripts() : null;
        if (scripts != null) {
            runNow(args, call, context -> scripts.call(name, args, context));
        } else {
            call.refuse(missing ? Reason.NO_SUCH_PROCEDURE : Reason.NOT_CALLABLE, LuaNil.NIL);
        }
    }

    /** A name that the protocol keeps for itself is no script's: the ping among them. */
    private static boolean isReserved(LuaString name) {
        String text = name.toString();
        int start = 0;
        while (start < text.length() && text.charAt(start) == '.') {
            start++;
        }
        return text.startsWith(WellKnown.RESERVED, start);
    }

    private void eval(LuaValues args, InboundCall call) {
        if (!(args.get(0) instanceof LuaString path)) {
            raise(call, "eval: " + args.get(0).type() + " (expected: a string, the path of a value)");
            return;
        }
        if (isDenied(path, call)) {
            tellDenied(call, path.toString());
            runNow(args, call, context -> LuaNil.NIL);
            return;
        }
        ScriptSession scripts = procedures.isMissing(path) && !isReserved(path) ? call.scripts() : null;
        if (scripts != null) {
            runNow(args, call, context -> scripts.eval(path));
            return;
        }
        call.begin(WellKnown.EVAL, args, context -> procedures
                .eval(path)
                .orElseThrow(InboundCall.NotSerializableException::new));
        // A value may be large, or have to be put together first.
        execute(call);
    }

    /** {@code __rpcinvoke(object, method, arguments…)}: a method of an object that was handed out earlier. */
    private void invoke(LuaValues args, InboundCall call) {
        if (!(args.get(0) instanceof LuaUserdata userdata) || !(args.get(1) instanceof LuaString method)) {
            raise(
                    call,
                    "invoke: " + args.get(0).type() + ", " + args.get(1).type()
                            + " (expected: an object and the name of a method)");
            return;
        }
        if (userdata.object() instanceof RemoteObject remote) {
            ScriptSession scripts = call.scripts();
            LuaValues rest = args.skip(2);
            runNow(
                    args,
                    call,
                    context -> scripts == null
                            ? remote.invokeAsync(
                                    method.toString(), rest.toList().toArray())
                            : scripts.invoke(remote, method, rest, context));
            return;
        }
        Procedures.Entry entry;
        try {
            entry = Procedures.methodOf(userdata.object(), method.toString());
        } catch (IllegalArgumentException e) {
            raise(call, "invoke: " + e.getMessage());
            return;
        }
        if (entry == null) {
            raise(call, "invoke: " + method + " (expected: a method of the object)");
            return;
        }
        run(entry, args.skip(2), call);
    }

    private static void raise(InboundCall call, String text) {
        call.refuse(Reason.RAISED, LuaString.of(text));
    }
}
