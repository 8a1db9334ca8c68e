// swift-tools-version: 6.2

import PackageDescription

let client = Target.Dependency.product(name: "CohortClient", package: "cohort")

let package = Package(
    name: "consumer",
    dependencies: [.package(name: "cohort", path: "../..")],
    targets: [
        .executableTarget(name: "csv-import", dependencies: [client]),
        // What scripts have in common.
        .target(name: "Listing", dependencies: [client]),
        .executableTarget(name: "tag-untagged", dependencies: [client, "Listing"]),
        .executableTarget(name: "export-csv", dependencies: [client, "Listing"]),
    ],
    swiftLanguageModes: [.v6]
)
