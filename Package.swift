// swift-tools-version: 6.2

import PackageDescription

/// Everything is compiled under the same rules; a warning is an error.
let rules: [SwiftSetting] = [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "cohort",
    products: [
        // What import tools and script runners link: the client, and the messages it speaks in.
        .library(name: "CohortClient", targets: ["CohortClient", "Wire", "Protobuf"]),
        .executable(name: "cohort", targets: ["cohort"]),
        .executable(name: "cohortd", targets: ["cohortd"]),
        .executable(name: "cohort-runner", targets: ["cohort-runner"]),
        .executable(name: "protoc-gen-cohort", targets: ["protoc-gen-cohort"]),
    ],
    targets: [
        // MARK: Libraries of the system, and why each

        // Socket activation, readiness, watchdog, the journal and the event loop: the platform's own.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        // Compression of snapshots.
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        // Checksums that tell torn and flipped bits.
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        // SHA-256 and random bytes; libsystemd loads it anyway.
        .systemLibrary(name: "CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
        // The reader of OME-XML, in the command line only.
        .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        // MARK: The law, and the bytes

        .target(name: "Permissions", swiftSettings: rules),
        .target(name: "Protobuf", swiftSettings: rules),
        .target(name: "Wire", dependencies: ["Protobuf"], swiftSettings: rules),
        .target(name: "Compression", dependencies: ["CZstd", "CXXHash"], swiftSettings: rules),
        .target(name: "Digest", dependencies: ["CGcrypt"], swiftSettings: rules),

        // MARK: The state and the service

        .target(
            name: "Store", dependencies: ["Permissions", "Protobuf", "Compression", "Digest"], swiftSettings: rules),
        .target(
            name: "Service", dependencies: ["Permissions", "Store", "Wire", "Protobuf", "Digest"],
            swiftSettings: rules),

        // Policy as data, played by the rules alone, by the service in memory, or by a daemon.
        .target(
            name: "Scenarios", dependencies: ["Permissions", "Store", "Service", "Wire", "Protobuf"],
            swiftSettings: rules),

        // MARK: The machine

        .target(name: "CLinux"),
        .target(name: "Linux", dependencies: ["CLinux"], swiftSettings: rules),
        .target(name: "Systemd", dependencies: ["CSystemd"], swiftSettings: rules),
        .target(name: "Disk", dependencies: ["Store", "Linux"], swiftSettings: rules),
        .target(name: "OMEXML", dependencies: ["CXML2"], swiftSettings: rules),

        // MARK: For other programs

        .target(name: "CohortClient", dependencies: ["Wire", "Protobuf", "Linux"], swiftSettings: rules),

        // MARK: Programs

        .executableTarget(
            name: "cohortd",
            dependencies: ["Service", "Store", "Scenarios", "Disk", "Digest", "Wire", "Linux", "Systemd"],
            swiftSettings: rules),
        .executableTarget(
            name: "cohort",
            dependencies: ["CohortClient", "OMEXML", "Wire", "Protobuf", "Linux", "Systemd", "Digest"],
            swiftSettings: rules),
        .executableTarget(
            name: "cohort-runner", dependencies: ["CohortClient", "Wire", "Protobuf", "Linux", "Systemd"],
            swiftSettings: rules),
        .executableTarget(
            name: "protoc-gen-cohort", dependencies: ["Protobuf"], exclude: ["Descriptor/plugin.proto"],
            swiftSettings: rules),

        // MARK: Tests

        .target(
            name: "TestSupport", dependencies: ["Permissions", "Store", "Wire", "Protobuf"], path: "Tests/TestSupport",
            swiftSettings: rules),
        .testTarget(
            name: "PermissionsTests", dependencies: ["Permissions", "TestSupport"], swiftSettings: rules),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Permissions", "Protobuf", "Compression", "Digest", "TestSupport"],
            swiftSettings: rules),
        .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: rules),
        .testTarget(
            name: "ServiceTests",
            dependencies: ["Service", "Permissions", "Store", "Wire", "Protobuf", "Digest", "TestSupport"],
            swiftSettings: rules),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Service", "Permissions", "Store", "Wire", "Protobuf", "TestSupport"],
            path: "Tests/Simulation", swiftSettings: rules),
        .testTarget(
            name: "DiskTests", dependencies: ["Disk", "Store", "Permissions", "Linux", "TestSupport"],
            swiftSettings: rules),
        .testTarget(
            name: "ProtobufTests", dependencies: ["Protobuf"], exclude: ["Golden"], swiftSettings: rules),
        .testTarget(
            name: "CohortClientTests", dependencies: ["CohortClient", "Wire", "Protobuf", "Linux"],
            swiftSettings: rules),
        // Plays scenarios against a daemon: a program of its own, as it takes on one uid after the other.
        .executableTarget(
            name: "play-scenarios", dependencies: ["Scenarios", "CohortClient", "Wire", "Protobuf", "Linux"],
            path: "Tests/Scenarios", swiftSettings: rules),
        // Our client against somebody else's server, which Tests/Clients/go/run starts.
        .executableTarget(
            name: "call-go-server", dependencies: ["CohortClient", "Wire", "Protobuf"], path: "Tests/Clients/swift",
            swiftSettings: rules),
        .testTarget(name: "ScenarioTests", dependencies: ["Scenarios", "Wire", "Protobuf"], swiftSettings: rules),
        .testTarget(name: "CohortTests", dependencies: ["cohort", "OMEXML", "Wire", "Protobuf"], swiftSettings: rules),
        .testTarget(name: "OMEXMLTests", dependencies: ["OMEXML"], swiftSettings: rules),
        .testTarget(name: "LinuxTests", dependencies: ["Linux"], swiftSettings: rules),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd", "Linux"], swiftSettings: rules),

        // Histories by the million, in release: swift run -c release play-histories
        .executableTarget(
            name: "play-histories", dependencies: ["TestSupport"], path: "Tests/Histories", swiftSettings: rules),

        // MARK: Benchmarks

        .target(name: "BenchmarkSupport", path: "Tests/Benchmark/Support", swiftSettings: rules),
        .executableTarget(
            name: "benchmark-state", dependencies: ["Store", "Permissions", "BenchmarkSupport"],
            path: "Tests/Benchmark/State", swiftSettings: rules),
        .executableTarget(
            name: "benchmark-law",
            dependencies: ["Service", "Store", "Permissions", "Wire", "Protobuf", "BenchmarkSupport"],
            path: "Tests/Benchmark/Law", swiftSettings: rules),
        // What a disk does at best, without Swift.
        .target(name: "Plain", path: "Tests/Benchmark/Plain"),
        .executableTarget(
            name: "benchmark-durability", dependencies: ["Plain", "Wire", "Protobuf", "Linux", "BenchmarkSupport"],
            path: "Tests/Benchmark/Durability", swiftSettings: rules),
    ],
    swiftLanguageModes: [.v6]
)

// Fuzzing wants flags of its own, and a program that only links with them: Tests/Fuzz/run asks for it.
if Context.environment["COHORT_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: ["Service", "Store", "Permissions", "OMEXML", "Wire", "Protobuf", "TestSupport"],
            path: "Tests/Fuzz/Targets", swiftSettings: rules))
}
