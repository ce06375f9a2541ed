package io.perigee.procedure;

import io.perigee.remote.WellKnown;
import io.perigee.value.LuaNil;
import io.perigee.value.LuaString;
import io.perigee.value.LuaText;
import io.perigee.value.LuaValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What peers may call and read: procedures and values under dotted names. One registry may serve any number of peers.
 *
 * <p>Thread-safe: names may be added, replaced and removed while calls come in; a call runs what its name stood for when
 * it came in. Looking up takes no lock.
 *
 * <p>A name is 1 to 65534 bytes of UTF-8, made of segments with dots between; none is empty, and the first does not
 * begin with {@code __rpc}. To a peer, the names are one tree of tables, values included: {@code config.net} is the
 * field {@code net} of the value {@code config}, or the name registered as such, which comes first. Section 6.1 of
 * {@code protocol-spec.md}.
 *
 * <p>A registry can also be handed out as an object, with {@link io.perigee.value.LuaUserdata#of}: its procedures are
 * the methods.
 */
public final class Procedures {
    private static final int MAX_NAME_BYTES = 65534;

    private final ConcurrentHashMap<LuaString, Entry> procedures = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<String> names = new ConcurrentSkipListSet<>();
    private final NameTree tree = new NameTree();
    private final Object changes = new Object();

    /** Another one after each change, so that whoever remembers an entry can tell that it is still right. */
    private volatile Object generation = new Object();

    /**
     * A procedure under its name.
     *
     * @param nonBlocking whether it may run on an event loop
     */
    record Entry(String name, LuaString key, Procedure procedure, boolean nonBlocking) implements Resolution {
        Entry(String name, Procedure procedure, boolean nonBlocking) {
            this(name, LuaString.of(name), procedure, nonBlocking);
        }
    }

    /**
     * Offers a procedure; it replaces whatever had the name.
     *
     * @throws IllegalArgumentException if the name cannot be one
     */
    public Procedures add(String name, Procedure procedure) {
        return put(new Entry(name, Objects.requireNonNull(procedure, "procedure"), false));
    }

    /**
     * Offers a procedure that runs on the event loop, at once and before anything else comes in: fastest, for code that
     * never waits for anything. A blocking call from it throws an {@link IllegalStateException}.
     *
     * @throws IllegalArgumentException if the name cannot be one
     */
    public Procedures addNonBlocking(String name, Procedure procedure) {
        return put(new Entry(name, Objects.requireNonNull(procedure, "procedure"), true));
    }

    /**
     * Offers a value that peers can read with {@code eval}; it replaces whatever had the name.
     *
     * @param value converted now, as {@link LuaValue#from} does; null removes the name. A {@link
     *     io.perigee.value.LuaTable} must not be changed afterwards
     * @throws IllegalArgumentException if the name cannot be one, or the value has no Lua counterpart
     */
    public Procedures addValue(String name, @Nullable Object value) {
        LuaString key = validate(name);
        LuaValue converted = LuaValue.from(value);
        synchronized (changes) {
            set(key, name, null, converted instanceof LuaNil ? null : converted);
        }
        return this;
    }

    /**
     * Offers the methods of an object that have an {@link io.perigee.remote.RpcName}, under the names that these and
     * that of its class say.
     *
     * <p>A parameter takes the argument at its place, as {@link io.perigee.value.Conversion} does; a {@link
     * CallContext} the call itself, {@link io.perigee.value.LuaValues} all arguments, and {@code T...} the rest. Nil, or
     * no argument, is an error except for Optional, Object, Lua values and types annotated {@code @Nullable}. Void, or a
     * future of Void, is no result; for several see {@link io.perigee.remote.RpcResults}. Methods run as {@link
     * #add} says, or with {@link NonBlocking} as {@link #addNonBlocking} does.
     *
     * @throws IllegalArgumentException if there is no such method, or one that cannot be mapped; the message names it
     */
    public Procedures addObject(Object object) {
        return addObject(ObjectShape.of(object.getClass()).prefix(), object);
    }

    /** As {@link #addObject(Object)}, with another prefix than that of the class; empty for none. */
    public Procedures addObject(String prefix, Object object) {
        var entries = new ArrayList<Entry>();
        ObjectShape.of(object.getClass()).methods().forEach((name, method) -> {
            String full = prefix.isEmpty() ? name : prefix + "." + name;
            validate(full);
            entries.add(new Entry(full, method.bind(object), method.nonBlocking()));
        });
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "object: " + object.getClass().getName() + " (expected: public methods with @RpcName)");
        }
        synchronized (changes) {
            entries.forEach(this::put);
        }
        return this;
    }

    /** Takes back exactly this name, not those below it; false if there was nothing under it. */
    public boolean remove(String name) {
        synchronized (changes) {
            if (!names.contains(name)) {
                return false;
            }
            set(LuaString.of(name), name, null, null);
            return true;
        }
    }

    /** The names of all procedures and values as they are now, sorted. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** The names of all procedures as they are now, sorted. */
    List<String> procedureNames() {
        return names.stream()
                .filter(name -> procedures.containsKey(LuaString.of(name)))
                .toList();
    }

    /** The values as they are now, by their names, sorted. */
    public Map<String, LuaValue> values() {
        var values = new TreeMap<String, LuaValue>();
        for (String name : names) {
            LuaValue value = tree.find(LuaString.of(name)).content().value();
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private Procedures put(Entry entry) {
        LuaString key = validate(entry.name);
        synchronized (changes) {
            set(key, entry.name, entry, null);
        }
        return this;
    }

    private void set(LuaString key, String name, @Nullable Entry procedure, @Nullable LuaValue value) {
        tree.set(key, procedure, value);
        if (procedure == null) {
            procedures.remove(key);
        } else {
            procedures.put(key, procedure);
        }
        generation = new Object();
        if (procedure == null && value == null) {
            names.remove(name);
        } else {
            names.add(name);
        }
    }

    private static LuaString validate(String name) {
        LuaString bytes = LuaString.of(name);
        if (bytes.length() == 0 || bytes.length() > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "name: " + bytes.length() + " bytes (expected: 1 to " + MAX_NAME_BYTES + ")");
        }
        if (name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw badName(bytes, "segments that are not empty");
        }
        if (name.startsWith(WellKnown.RESERVED)) {
            throw badName(bytes, "a name that does not begin with " + WellKnown.RESERVED);
        }
        return bytes;
    }

    private static IllegalArgumentException badName(LuaString name, String expected) {
        return new IllegalArgumentException("name: " + LuaText.brief(name) + " (expected: " + expected + ")");
    }

    /** The procedure of exactly this name; allocates nothing. */
    @SuppressWarnings("CollectionIncompatibleType")
    @Nullable
    Entry find(NameProbe name) {
        Object current = generation;
        Entry entry = name.lastFound(current);
        if (entry == null) {
            entry = procedures.get(name);
            if (entry != null) {
                name.remember(entry, current);
            }
        }
        return entry;
    }

    /** Where a name leads that {@link #find} does not know. */
    Resolution resolve(LuaString name) {
        var found = tree.find(name);
        Entry entry = found.content().procedure();
        if (entry != null) {
            return entry;
        }
        return found.isNothing() ? Resolution.Absence.MISSING : Resolution.Absence.NOT_CALLABLE;
    }

    /** True if a path leads to nothing here. */
    boolean isMissing(LuaString path) {
        return tree.find(path).isNothing();
    }

    /** The value that a path leads to, nil if to nothing; empty if what is there holds a procedure. */
    Optional<LuaValue> eval(LuaString path) {
        var found = tree.find(path);
        if (found.node() != null) {
            return Composition.of(found.node(), found.content());
        }
        LuaValue value = found.content().value();
        return Optional.of(value == null ? LuaNil.NIL : value);
    }

    /**
     * A method of an object that was handed out by reference.
     *
     * @return null if the object has no such method
     * @throws IllegalArgumentException if its methods cannot be mapped
     */
    static @Nullable Entry methodOf(Object object, String name) {
        if (object instanceof Procedures registry) {
            return registry.procedures.get(LuaString.of(name));
        }
        ObjectMethod method = ObjectShape.of(object.getClass()).methods().get(name);
        return method == null ? null : new Entry(name, method.bind(object), method.nonBlocking());
    }
}
