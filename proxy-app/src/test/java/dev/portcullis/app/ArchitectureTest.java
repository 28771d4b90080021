package dev.portcullis.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.netty.channel.ChannelPipeline;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** The walls of the design ("Modules and who may know whom"), as tests. */
@AnalyzeClasses(packages = "dev.portcullis", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String RULES = "dev.portcullis.rules..";
    private static final String CORE = "dev.portcullis.core..";
    private static final String APP = "dev.portcullis.app..";

    @ArchTest
    static final ArchRule policyKnowsNeitherTheDataPathNorTheProgram = noClasses()
            .that()
            .resideInAPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CORE, APP);

    @ArchTest
    static final ArchRule theDataPathKnowsOnlyTheQuestionsThatPolicyAnswers = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(RULES, APP)
                    .and(not(resideInAnyPackage("dev.portcullis.rules.api", "dev.portcullis.rules.time"))));

    @ArchTest
    static final ArchRule policyKnowsNoTransport = noClasses()
            .that()
            .resideInAPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    /** With {@code java.util.regex} it might take time without end; what reads a configuration has expressions of its own. */
    @ArchTest
    static final ArchRule whatUsersWriteIsMatchedInBoundedTime = noClasses()
            .that()
            .resideInAPackage(RULES)
            .and()
            .resideOutsideOfPackage("dev.portcullis.rules.config")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex..");

    @ArchTest
    static final ArchRule theMetricsLibraryIsBehindOneClass = noClasses()
            .that(describe("are not MetricsPage", type -> !type.getName()
                    .startsWith("dev.portcullis.app.metrics.MetricsPage")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule hoconStaysWhereConfigurationIsRead = noClasses()
            .that()
            .resideOutsideOfPackages("dev.portcullis.rules.config", "dev.portcullis.app.config")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe..");

    @ArchTest
    static final ArchRule caffeineStaysInPolicy = noClasses()
            .that()
            .resideOutsideOfPackage(RULES)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.benmanes..");

    @ArchTest
    static final ArchRule handlersAreOrderedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.portcullis.core.pipeline", "dev.portcullis.app.admin", "dev.portcullis.app.demo")
            .should()
            .accessTargetWhere(describe(
                    "a handler is added to a pipeline",
                    access -> access.getTargetOwner().isAssignableTo(ChannelPipeline.class)
                            && access.getName().startsWith("add")));

    /** What reads a clock of the system; references to methods count as calls. */
    private static final Set<String> CLOCKS =
            Set.of("nanoTime", "currentTimeMillis", "now", "systemUTC", "systemDefaultZone");

    @ArchTest
    static final ArchRule theSystemsClocksAreReadInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.portcullis.rules.time")
            .should()
            .accessTargetWhere(describe("a clock of the system is read", access -> {
                String owner = access.getTargetOwner().getName();
                return (owner.equals("java.lang.System") || owner.startsWith("java.time."))
                                && CLOCKS.contains(access.getName())
                        || owner.equals("java.util.Date") && access.getName().equals("<init>");
            }));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.portcullis.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyPackageSaysWhatMayBeNull = classes()
            .that()
            .areTopLevelClasses()
            .should(new ArchCondition<>("be in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is not in a marked package"));
                    }
                }
            });

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().should().haveNameMatching(".*(Util|Utils|Utilities|Manager|Helper|Helpers)");

    @ArchTest
    static final ArchRule constructorsAreShort = constructors()
            .should(new ArchCondition<>("have at most seven parameters") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    int most = constructor.getOwner().isRecord() ? 8 : 7;
                    int count = constructor.getRawParameterTypes().size();
                    if (count > most) {
                        events.add(SimpleConditionEvent.violated(
                                constructor, constructor.getFullName() + " has " + count + " parameters"));
                    }
                }
            });

    private static <T> DescribedPredicate<T> describe(String description, Predicate<T> test) {
        return DescribedPredicate.describe(description, test);
    }
}
