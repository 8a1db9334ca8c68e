// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "consumer",
    dependencies: [.package(name: "cohort", path: "../..")],
    targets: [
        .executableTarget(
            name: "csv-import", dependencies: [.product(name: "CohortClient", package: "cohort")])
    ],
    swiftLanguageModes: [.v6]
)
