package io.perigee.remote;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the method returns stands for all results instead of the first: the components of a record are the results in
 * their order, and so are the elements of a list or array. Works for methods that call and for methods that are called,
 * and for what a future of theirs gives.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RpcResults {}
