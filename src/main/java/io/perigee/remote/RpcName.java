package io.perigee.remote;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a procedure. On a method: its name at the peer, or to the peer; without one, that of the method. On a
 * type: what comes before the names of its methods, with a dot between. For the keys of records see {@link
 * io.perigee.value.LuaName}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RpcName {
    /** The name; empty is that of the method itself, or on a type none. */
    String value() default "";
}
