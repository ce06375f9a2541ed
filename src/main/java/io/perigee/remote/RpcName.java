package io.perigee.remote;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name of a procedure. On a method: its name at the peer, or to the peer. On a type: what comes before the names of
 * its methods, with a dot between. On a parameter or component of a record: the key in the table.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface RpcName {
    String value();
}
