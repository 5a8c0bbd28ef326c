// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let tenfold = Target.Dependency.product(name: "Tenfold", package: "tenfold")

/// A package of its own, so that peers and tools that are measured here never burden Tenfold's dependencies.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "tenfold", path: "..")],
    targets: [
        // The command: builds and runs everything else, and writes docs/benchmarks.md.
        .executableTarget(name: "bench", swiftSettings: settings),
        // Two ways to do one thing in one process.
        .executableTarget(name: "benchmarks", dependencies: [tenfold], swiftSettings: settings),
        // Commands over HTTP, and the floor that they are held to.
        .executableTarget(name: "bench-app", dependencies: [tenfold], swiftSettings: settings),
        .executableTarget(name: "sqlite-floor", linkerSettings: [.linkedLibrary("sqlite3")]),
    ],
    swiftLanguageModes: [.v6]
)
