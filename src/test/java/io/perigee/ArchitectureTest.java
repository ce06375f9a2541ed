package io.perigee;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Packages import only what is below them; those of one row never import each other. */
@AnalyzeClasses(packages = "io.perigee", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule everyPackageImportsOnlyWhatIsBelowIt = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("cli")
            .definedBy("io.perigee.cli..")
            .layer("perigee")
            .definedBy("io.perigee")
            .layer("isolation")
            .definedBy("io.perigee.isolation..")
            .layer("gateway.zmq")
            .definedBy("io.perigee.gateway.zmq..")
            .layer("gateway.json")
            .definedBy("io.perigee.gateway.json..")
            .layer("gateway")
            .definedBy("io.perigee.gateway")
            .layer("lua")
            .definedBy("io.perigee.lua..")
            .layer("peer")
            .definedBy("io.perigee.peer..")
            .layer("budget")
            .definedBy("io.perigee.budget..")
            .layer("chaos")
            .definedBy("io.perigee.chaos..")
            .layer("transport")
            .definedBy("io.perigee.transport..")
            .layer("wire")
            .definedBy("io.perigee.wire..")
            .layer("procedure")
            .definedBy("io.perigee.procedure..")
            .layer("codec.luatobin")
            .definedBy("io.perigee.codec.luatobin..")
            .layer("codec.msgpack")
            .definedBy("io.perigee.codec.msgpack..")
            .layer("codec.json")
            .definedBy("io.perigee.codec.json..")
            .layer("remote")
            .definedBy("io.perigee.remote..")
            .layer("codec")
            .definedBy("io.perigee.codec")
            .layer("observe")
            .definedBy("io.perigee.observe..")
            .layer("value")
            .definedBy("io.perigee.value..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("perigee")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("isolation")
            .mayOnlyBeAccessedByLayers("cli", "perigee")
            .whereLayer("gateway.zmq")
            .mayOnlyBeAccessedByLayers("cli", "perigee")
            .whereLayer("gateway.json")
            .mayOnlyBeAccessedByLayers("cli", "perigee")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("cli", "perigee", "gateway.zmq", "gateway.json")
            .whereLayer("lua")
            .mayOnlyBeAccessedByLayers("cli", "perigee", "isolation")
            .whereLayer("peer")
            .mayOnlyBeAccessedByLayers("cli", "perigee", "isolation")
            .whereLayer("budget")
            .mayOnlyBeAccessedByLayers("perigee", "gateway.json", "peer", "cli")
            .whereLayer("chaos")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("chaos")
            .mayOnlyAccessLayers("transport")
            .whereLayer("transport")
            .mayOnlyAccessLayers(belowConnections())
            .whereLayer("wire")
            .mayOnlyAccessLayers(belowConnections())
            .whereLayer("procedure")
            .mayOnlyAccessLayers(belowConnections())
            .whereLayer("codec.luatobin")
            .mayOnlyAccessLayers("codec", "observe", "value")
            .whereLayer("codec.msgpack")
            .mayOnlyAccessLayers("codec", "observe", "value")
            .whereLayer("codec.json")
            .mayOnlyAccessLayers("codec", "observe", "value")
            .whereLayer("remote")
            .mayOnlyAccessLayers("codec", "observe", "value")
            .whereLayer("codec")
            .mayOnlyAccessLayers("value")
            .whereLayer("observe")
            .mayOnlyAccessLayers("value")
            .whereLayer("value")
            .mayNotAccessAnyLayer();

    private static String[] belowConnections() {
        return new String[] {"codec.luatobin", "codec.msgpack", "codec.json", "remote", "codec", "observe", "value"};
    }

    @ArchTest
    static final ArchRule packagesAreFreeOfCircles =
            slices().assignedFrom(packages()).should().beFreeOfCycles();

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    @ArchTest
    static final ArchRule onlyTheCommandKnowsItsParser = noClasses()
            .that()
            .resideOutsideOfPackage("io.perigee.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.slf4j.simple..");

    @ArchTest
    static final ArchRule jsonIsReadInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("io.perigee.cli..", "io.perigee.codec.json..", "io.perigee.gateway.json..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule onlyTheTransportKnowsWhichSocketsThereAre = noClasses()
            .that()
            .resideOutsideOfPackage("io.perigee.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel.epoll..", "io.netty.channel.nio..", "io.netty.channel.socket..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsTheNativesOfLua = noClasses()
            .that()
            .resideOutsideOfPackage("io.perigee.lua.luajava..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("party.iroiro..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsZeroMq = noClasses()
            .that()
            .resideOutsideOfPackage("io.perigee.gateway.zmq..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.zeromq..", "zmq..");

    @ArchTest
    static final ArchRule valuesKnowNothingButJava = noClasses()
            .that()
            .resideInAPackage("io.perigee.value..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.slf4j..", "org.msgpack..");
}
