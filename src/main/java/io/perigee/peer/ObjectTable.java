package io.perigee.peer;

import io.perigee.codec.CodecError;
import io.perigee.codec.CodecException;
import io.perigee.codec.ObjectReferences;
import io.perigee.remote.RemoteObject;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects that one connection passes by reference. They end with it.
 *
 * <p>Ours are handed out rarely and looked up seldom, from any thread: one monitor guards them.
 */
final class ObjectTable implements ObjectReferences {
    private static final int MAX_OBJECTS = 65_536;

    private final PeerConnection connection;
    private @Nullable Exported exported;
    private int lastNumber;

    /** Made for the first object: most connections pass none. */
    private static final class Exported {
        final Map<Integer, Object> byNumber = new HashMap<>();
        final IdentityHashMap<Object, Integer> byObject = new IdentityHashMap<>();
    }

    ObjectTable(PeerConnection connection) {
        this.connection = connection;
    }

    @Override
    public RemoteObject peers(int number) {
        return new PeerObject(connection, number);
    }

    @Override
    public synchronized Object own(int number) {
        Object object = exported == null ? null : exported.byNumber.get(number);
        if (object == null) {
            throw new CodecException(CodecError.UNKNOWN_OBJECT, number, "the number of an object that was handed out");
        }
        return object;
    }

    @Override
    public int numberAtPeer(Object object) {
        return object instanceof PeerObject remote && remote.connection() == connection ? remote.number() : 0;
    }

    @Override
    public synchronized int export(Object object) {
        if (object instanceof PeerObject) {
            throw new CodecException(CodecError.UNENCODABLE, object, "an object of this connection");
        }
        if (exported == null) {
            exported = new Exported();
        }
        Integer known = exported.byObject.get(object);
        if (known != null) {
            return known;
        }
        int count = exported.byNumber.size();
        if (count == MAX_OBJECTS) {
            throw new CodecException(CodecError.UNENCODABLE, count + 1 + " objects", "<= " + MAX_OBJECTS);
        }
        int number = ++lastNumber;
        exported.byNumber.put(number, object);
        exported.byObject.put(object, number);
        return number;
    }

    synchronized boolean release(Object object) {
        Integer number = exported == null ? null : exported.byObject.remove(object);
        return exported != null && number != null && exported.byNumber.remove(number) != null;
    }

    synchronized void clear() {
        exported = null;
    }
}
