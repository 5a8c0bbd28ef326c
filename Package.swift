// swift-tools-version: 6.3
import PackageDescription

/// One set of language settings for every target: strict concurrency, explicit imports, no hidden thread hops.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
/// The stock parser: for the test client, and to hold our own against. No app is built with it.
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// What several test targets share.
func testTable(_ name: String) -> Target { .target(name: name, path: "Tests/\(name)", swiftSettings: settings) }

/// A small program that a test or `make bench` runs and counts.
func probe(_ name: String, _ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tests/Probes/\(folder)", swiftSettings: settings)
}

let package = Package(
    name: "tenfold",
    products: [
        .library(name: "Tenfold", targets: ["Tenfold"]),
        .library(name: "TenfoldTesting", targets: ["TenfoldTesting"]),
        .executable(name: "shop", targets: ["shop"]),
        .executable(name: "hello", targets: ["hello"]),
        .executable(name: "tenfold", targets: ["TenfoldCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its file formats: the stage file is checked line by line from Yams' tree.
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        // For TLS and HTTP/2 alone: apps that do not use TenfoldTLS build without them.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    ],
    targets: [
        // The ground: pure values and state machines, no I/O.
        library("TenfoldCore", []),
        library("TenfoldResilience", []),
        // The first floor: none imports another.
        library("TenfoldHTTP", ["TenfoldCore", logging, metrics] + nio),
        library(
            "TenfoldData",
            [
                "TenfoldCore", "TenfoldResilience", logging, metrics, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        library("TenfoldCache", ["TenfoldCore", metrics]),
        library("TenfoldEvents", ["TenfoldCore", "TenfoldResilience", logging, metrics]),
        library(
            "TenfoldIdentity",
            [
                "TenfoldCore", "TenfoldResilience", logging, metrics,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        library("TenfoldTelemetry", ["TenfoldCore", logging, metrics]),
        library("TenfoldConfiguration", [.product(name: "Yams", package: "Yams")]),
        // The edge.
        library("TenfoldHTTPCaching", ["TenfoldCore", "TenfoldCache", "TenfoldHTTP", metrics] + nio),
        library(
            "TenfoldTLS",
            [
                "TenfoldCore", "TenfoldHTTP", logging, metrics, .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
            ] + nio),
        library(
            "TenfoldGateway",
            [
                "TenfoldCore", "TenfoldResilience", "TenfoldHTTP", "TenfoldHTTPCaching", "TenfoldIdentity",
                "TenfoldConfiguration", "CZlib", logging, metrics, .product(name: "Crypto", package: "swift-crypto"),
            ] + nio),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        // Above them: wiring, and what users import.
        library(
            "TenfoldRuntime",
            [
                "TenfoldCore", "TenfoldResilience", "TenfoldHTTP", "TenfoldData", "TenfoldCache", "TenfoldEvents",
                "TenfoldIdentity", "TenfoldTelemetry", "TenfoldConfiguration", "TenfoldGateway", "TenfoldHTTPCaching",
                logging,
                metrics, .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ]),
        library("Tenfold", ["TenfoldCore", "TenfoldHTTP", "TenfoldIdentity", "TenfoldRuntime"]),
        // The command that needs no app.
        .executableTarget(
            name: "TenfoldCLI",
            dependencies: [
                "TenfoldCore", "TenfoldHTTP", "TenfoldConfiguration", "TenfoldGateway", "TenfoldIdentity",
                "TenfoldRuntime", "TenfoldTelemetry", "TenfoldTLS", logging, metrics,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + nio, swiftSettings: settings),
        library(
            "TenfoldTesting",
            ["Tenfold", "TenfoldCore", "TenfoldHTTP", "TenfoldData", "TenfoldRuntime", nioHTTP1] + nio),
        // The reference app.
        .target(
            name: "ShopModules",
            dependencies: [
                "Tenfold", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Examples/Shop/Modules", swiftSettings: settings),
        .executableTarget(
            name: "shop", dependencies: ["Tenfold", "ShopModules"], path: "Examples/Shop/Main", swiftSettings: settings),
        // The smallest app.
        .executableTarget(name: "hello", dependencies: ["Tenfold"], path: "Examples/Hello", swiftSettings: settings),
        // Attacks: what `make fuzz` and the tests run (Fuzz/README.md).
        .target(
            name: "FuzzTargets",
            dependencies: [
                "TenfoldCore", "TenfoldHTTP", "TenfoldIdentity", "TenfoldTelemetry", logging,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Fuzz/Targets", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: settings),
        // Tests, a target for each.
        tests("TenfoldCore", ["TenfoldCore"]),
        tests("TenfoldResilience", ["TenfoldResilience", "TenfoldCore", "resilience-simulation"]),
        tests(
            "TenfoldHTTP",
            [
                "TenfoldHTTP", "TenfoldCore", "TenfoldTesting", "FuzzTargets", "HostileMessages", metrics,
                .product(name: "NIOEmbedded", package: "swift-nio"), nioHTTP1,
            ] + nio, exclude: ["JSON/JSONTestSuite", "Parsing/Corpus"]),
        tests("TenfoldData", ["TenfoldData", "TenfoldCore", logging]),
        tests("TenfoldCache", ["TenfoldCache", "TenfoldCore"]),
        tests("TenfoldEvents", ["TenfoldEvents", "TenfoldCore", "TenfoldData"]),
        tests(
            "TenfoldIdentity",
            [
                "TenfoldIdentity", "TenfoldCore", "TenfoldResilience", "TenfoldTesting",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        tests("TenfoldTelemetry", ["TenfoldTelemetry", "TenfoldCore", logging, metrics]),
        tests(
            "TenfoldRuntime",
            [
                "TenfoldRuntime", "TenfoldConfiguration", "TenfoldTesting", "TenfoldCore", "TenfoldHTTP", "Tenfold",
                "TenfoldIdentity", "TenfoldGateway", "supervise",
            ]
                + ["TenfoldResilience", "TenfoldTelemetry", logging] + nio),
        tests("TenfoldConfiguration", ["TenfoldConfiguration"]),
        tests("TenfoldHTTPCaching", ["TenfoldHTTPCaching", "TenfoldHTTP", "TenfoldCore", "TenfoldTesting"] + nio),
        tests(
            "TenfoldTLS",
            [
                "TenfoldTLS", "TenfoldGateway", "TenfoldHTTP", "TenfoldCore", "TenfoldTesting", logging, metrics,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + nio),
        tests(
            "TenfoldGateway",
            [
                "TenfoldGateway", "TenfoldHTTP", "TenfoldHTTPCaching", "TenfoldCore", "TenfoldResilience",
                "TenfoldConfiguration", "TenfoldIdentity", "TenfoldTesting", "TenfoldCLI", "CZlib",
                "HostileMessages", logging, metrics,
                .product(name: "Crypto", package: "swift-crypto"),
            ] + nio),
        testTable("HostileMessages"),
        tests("TenfoldTesting", ["TenfoldTesting", "TenfoldHTTP"]),
        tests(
            "Acceptance", ["ShopModules", "TenfoldTesting", "Tenfold", "TenfoldHTTP", "shop"] + nio,
            exclude: ["Conformance/Clients"]),
        .testTarget(
            name: "CountTests", dependencies: ["TenfoldTesting"], exclude: ["thresholds.json"], swiftSettings: settings),
        tests("Tidy", []),
        probe("json-count", "JSONCount", ["TenfoldHTTP", .product(name: "NIOCore", package: "swift-nio")]),
        probe("cache-hit-ratios", "CacheHitRatios", ["TenfoldCache", "TenfoldCore"]),
        probe("resilience-simulation", "ResilienceSimulation", ["TenfoldResilience", "TenfoldCore"]),
        probe("bench-app", "BenchApp", ["Tenfold"]),
        probe("in-process", "InProcess", ["Tenfold"]),
        probe("remote-calls", "RemoteCalls", ["Tenfold", "TenfoldCore", "TenfoldHTTP", "TenfoldRuntime"]),
        probe("supervise", "Supervise", ["TenfoldRuntime", "TenfoldTelemetry", logging]),
    ],
    swiftLanguageModes: [.v6]
)

// Links with a fuzzing engine alone, so it is there for `make fuzz` alone.
if Context.environment["TENFOLD_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Engine", swiftSettings: settings))
}
