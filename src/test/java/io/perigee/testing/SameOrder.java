package io.perigee.testing;

import io.perigee.value.LuaDouble;
import io.perigee.value.LuaTable;
import io.perigee.value.LuaUserdata;
import io.perigee.value.LuaValue;
import io.perigee.value.LuaValues;
import java.util.IdentityHashMap;

/**
 * Compares values whose tables have their pairs in the same order, as what was written and what is read from it have: in
 * time that grows with the pairs, where a comparison of any tables would have to try.
 */
public final class SameOrder {
    private final boolean sharing;
    private final IdentityHashMap<LuaTable, LuaTable> pairs = new IdentityHashMap<>();

    private SameOrder(boolean sharing) {
        this.sharing = sharing;
    }

    /**
     * @param sharing whether one table here must be one table there, however often it occurs
     */
    public static boolean same(LuaValues left, LuaValues right, boolean sharing) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!new SameOrder(sharing).same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean same(LuaValue left, LuaValue right) {
        if (left instanceof LuaTable a && right instanceof LuaTable b) {
            return sameTables(a, b);
        }
        if (left instanceof LuaDouble a && right instanceof LuaDouble b && a.doubleValue() == 0) {
            return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
        }
        if (left instanceof LuaUserdata a && right instanceof LuaUserdata b) {
            return a.object().equals(b.object());
        }
        return left.equals(right);
    }

    private boolean sameTables(LuaTable left, LuaTable right) {
        if (sharing) {
            LuaTable known = pairs.putIfAbsent(left, right);
            if (known != null) {
                return known == right;
            }
        }
        if (left.size() != right.size()) {
            return false;
        }
        int place = 0;
        for (int i = 0; i < left.placeCount(); i++) {
            LuaValue key = left.keyAt(i);
            if (key == null) {
                continue;
            }
            LuaValue other = right.keyAt(place);
            while (other == null) {
                other = right.keyAt(++place);
            }
            if (!same(key, other) || !same(left.valueAt(i), right.valueAt(place))) {
                return false;
            }
            place++;
        }
        return true;
    }
}
