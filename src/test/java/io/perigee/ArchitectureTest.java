package io.perigee;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports point down only. */
@AnalyzeClasses(packages = "io.perigee", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule layersImportOnlyWhatIsBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("command")
            .definedBy("io.perigee.cli..")
            .layer("assembly")
            .definedBy("io.perigee")
            .layer("peer")
            .definedBy("io.perigee.peer")
            .layer("transport")
            .definedBy("io.perigee.transport")
            .layer("wire")
            .definedBy("io.perigee.wire")
            .layer("procedure")
            .definedBy("io.perigee.procedure")
            .layer("luatobin")
            .definedBy("io.perigee.codec.luatobin")
            .layer("json")
            .definedBy("io.perigee.codec.json")
            .layer("remote")
            .definedBy("io.perigee.remote")
            .layer("codec")
            .definedBy("io.perigee.codec")
            .layer("observe")
            .definedBy("io.perigee.observe")
            .layer("value")
            .definedBy("io.perigee.value")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("assembly")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("peer")
            .mayOnlyBeAccessedByLayers("command", "assembly")
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer")
            .whereLayer("procedure")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer")
            .whereLayer("luatobin")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer", "transport", "wire", "procedure")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer", "transport", "wire", "procedure")
            .whereLayer("remote")
            .mayOnlyBeAccessedByLayers("command", "assembly", "peer", "transport", "wire", "procedure")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers(
                    "command", "assembly", "peer", "transport", "wire", "procedure", "luatobin", "json", "remote")
            .whereLayer("observe")
            .mayOnlyBeAccessedByLayers(
                    "command", "assembly", "peer", "transport", "wire", "procedure", "luatobin", "json", "remote");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("io.perigee.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule optionalLibrariesStayWhereTheyAreUsed = noClasses()
            .that()
            .resideOutsideOfPackages("io.perigee.cli..", "io.perigee.codec.json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..", "picocli..");

    @ArchTest
    static final ArchRule valuesKnowNoBuffers = noClasses()
            .that()
            .resideInAPackage("io.perigee.value")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");
}
