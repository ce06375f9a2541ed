package io.perigee.cli.replay;

import io.perigee.codec.json.TaggedJson;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import io.perigee.wire.Message;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;

/** When what came is what was expected. */
final class Same {
    private Same() {}

    static boolean values(LuaValue a, LuaValue b) {
        // Objects have no identity in a file, only numbers.
        if (a instanceof LuaUserdata x && b instanceof LuaUserdata y) {
            return x.object().equals(y.object());
        }
        return LuaValue.sameStructure(a, b);
    }

    /** As {@link #values}, and -0 is not 0. */
    static boolean exactly(LuaValue a, LuaValue b) {
        return values(a, b) && (a instanceof LuaTable || TaggedJson.write(a).equals(TaggedJson.write(b)));
    }

    static boolean lists(LuaValues a, LuaValues b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!values(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean messages(List<Message> a, List<Message> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!messages(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean messages(Message a, Message b) {
        if (a.seq() != b.seq()) {
            return false;
        }
        if (a instanceof Message.Call x) {
            return b instanceof Message.Call y && x.procedure().equals(y.procedure()) && lists(x.args(), y.args());
        }
        return a instanceof Message.Response x
                && b instanceof Message.Response y
                && x.status() == y.status()
                && lists(x.results(), y.results());
    }

    static LuaValues valuesOf(Message message) {
        return message instanceof Message.Call call ? call.args() : ((Message.Response) message).results();
    }

    /** Whether the value has one form on the wire only: no table in it has two pairs, whose order would be free. */
    static boolean hasOneForm(LuaValue value) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<LuaValue, Boolean>());
        var todo = new ArrayDeque<LuaValue>(List.of(value));
        while (!todo.isEmpty()) {
            if (todo.pop() instanceof LuaTable table && seen.add(table)) {
                if (table.size() > 1) {
                    return false;
                }
                table.forEach((key, element) -> {
                    todo.push(key);
                    todo.push(element);
                });
            }
        }
        return true;
    }
}
