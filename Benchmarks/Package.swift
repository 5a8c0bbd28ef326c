// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A package of its own, so that peers and tools that are measured here never burden Tenfold's dependencies.
let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "tenfold", path: "..")],
    targets: [
        .executableTarget(
            name: "benchmarks", dependencies: [.product(name: "Tenfold", package: "tenfold")], swiftSettings: settings)
    ],
    swiftLanguageModes: [.v6]
)
