// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A package of its own, so that peers and tools never burden Tenfold's. What is measured of Tenfold itself is built in
/// its package: examples and Tests/Probes.
let package = Package(
    name: "benchmarks",
    targets: [
        // The command: builds and runs everything else, and writes docs/benchmarks.md.
        .executableTarget(name: "bench", swiftSettings: settings),
        // What commands over HTTP are held to.
        .executableTarget(name: "sqlite-floor", linkerSettings: [.linkedLibrary("sqlite3")]),
    ],
    swiftLanguageModes: [.v6]
)
