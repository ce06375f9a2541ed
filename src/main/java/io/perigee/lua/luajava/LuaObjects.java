package io.perigee.lua.luajava;

import io.perigee.lua.engine.LuaObject;
import io.perigee.lua.engine.ObjectHome;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of a state that Java holds. The state keeps each until it is garbage in Java. */
final class LuaObjects {
    private final LuaState state;
    private final ObjectHome home;
    private final Map<Long, Held> held = new HashMap<>();
    private final ReferenceQueue<LuaObject> unheld = new ReferenceQueue<>();

    private static final class Held extends WeakReference<LuaObject> {
        final long number;

        Held(LuaObject object, ReferenceQueue<LuaObject> queue) {
            super(object, queue);
            number = object.number();
        }
    }

    LuaObjects(LuaState state, ObjectHome home) {
        this.state = state;
        this.home = home;
    }

    /** The object that the state handed out under this number. */
    LuaObject get(long number) {
        Held known = held.get(number);
        LuaObject object = known == null ? null : known.get();
        if (object == null) {
            object = new LuaObject(home, number);
            held.put(number, new Held(object, unheld));
        }
        return object;
    }

    boolean has(LuaObject object) {
        return object.home() == home;
    }

    /** Leaves the object itself on the stack. */
    void push(LuaObject object) {
        state.enter(LuaState.OBJECT);
        state.push(object.number());
        state.call(1);
    }

    /** Tells the state of what nobody holds any more; the stack is as before. */
    void dropUnheld() {
        for (Held gone = poll(); gone != null; gone = poll()) {
            // Unless the object has been handed out again since.
            if (held.remove(gone.number, gone)) {
                state.enter(LuaState.DROP_OBJECT);
                state.push(gone.number);
                state.call(1);
            }
        }
    }

    private @Nullable Held poll() {
        return (Held) unheld.poll();
    }
}
