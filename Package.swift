// swift-tools-version: 6.1
import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "swift-adl",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "adl", targets: ["Program"]),
    // What a program needs: all of the house under one name.
    .library(name: "ADL", targets: ["ADL"]),
    // Figures, tables and pages alone.
    .library(name: "Reports", targets: ["Evaluation", "Reports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // The system's own; on macOS a part of it, as Accelerate is. Matrix products on Linux are our own.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CSystem"),
    // Declarations only: Arrow itself is opened at run time, through a plugin that scripts/setup --parquet builds.
    .target(name: "CArrow"),
    // Declarations of zstd, bzip2, xz and lz4, which are opened at run time too; and iconv, a library of its own on macOS.
    .target(name: "CCodecs", linkerSettings: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),

    // From the ground up; each stands on those above it only.
    .target(name: "Settings"),
    .target(name: "Files", dependencies: ["CSystem"]),
    .target(name: "Tensors", dependencies: ["CKernels"]),
    .target(name: "Evaluation"),
    .target(name: "ClickLog", dependencies: ["Tensors", "Files", "CArrow", "CCodecs", "CZlib", yams]),
    .target(name: "ScenarioModels", dependencies: ["Settings", "Tensors"]),
    .target(name: "SimulatedLogs", dependencies: ["Tensors", "Files", "ClickLog"]),
    .target(name: "Projection", dependencies: ["Tensors"]),
    .target(name: "Reports", dependencies: ["Evaluation", "Files"]),
    .target(name: "LogChecks", dependencies: ["Tensors", "Files", "ClickLog", "Evaluation"]),
    .target(
      name: "Training", dependencies: ["Settings", "Tensors", "Files", "ClickLog", "ScenarioModels", "Evaluation"]),
    .target(
      name: "Runs",
      dependencies: [
        "Settings", "Tensors", "Files", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "LogChecks",
        "Training", "Projection", "Reports", yams,
      ]),
    .target(
      name: "Benchmarking",
      dependencies: ["Settings", "Tensors", "Files", "ClickLog", "ScenarioModels", "Training", "Runs"]),
    .target(
      name: "ADL",
      dependencies: [
        "Settings", "Tensors", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "Training", "Runs",
      ]),
    // The program adl. Not a module of that name: file systems that do not tell ADL from adl have room for one.
    .executableTarget(
      name: "Program",
      dependencies: [
        "Settings", "Tensors", "Files", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "LogChecks",
        "Training", "Reports", "Runs", "Benchmarking", argumentParser, logging,
      ]),

    // Kills the program, lets its calls fail and damages its files (scripts/torture).
    .executableTarget(
      name: "torture",
      dependencies: [
        "Settings", "Tensors", "Files", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "Training", "Runs",
        "CZlib", argumentParser,
      ], path: "Tools/Torture", exclude: ["Faults/faults.c"]),

    // The lines that README points to; a test runs them.
    .executableTarget(name: "TrainExample", dependencies: ["ADL"], path: "Examples/Train"),

    // Counts the heap's allocations in the test program, and is linked into nothing else.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(name: "ClickLogTests", dependencies: ["ClickLog", "Files", "Tensors", "CArrow"]),
    .testTarget(name: "SimulatedLogsTests", dependencies: ["SimulatedLogs", "Files", "ClickLog", "Tensors"]),
    .testTarget(
      name: "ScenarioModelsTests",
      dependencies: ["Settings", "ScenarioModels", "Tensors", "Training", "Evaluation", "AllocationCounter"],
      exclude: ["Torch/fixtures.json", "Torch/make_fixtures.py"]),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Settings", "ScenarioModels", "ClickLog", "Files", "Tensors"]),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Runs", "Training", "Settings", "ScenarioModels", "ClickLog", "Files", "SimulatedLogs", "Evaluation", "Tensors",
        "LogChecks",
      ]),
    .testTarget(
      name: "LogChecksTests",
      dependencies: ["LogChecks", "Evaluation", "Runs", "Training", "ClickLog", "Files", "Tensors"]),
    .testTarget(name: "BenchmarkingTests", dependencies: ["Benchmarking", "ScenarioModels", "Tensors"]),
    .testTarget(name: "ProjectionTests", dependencies: ["Projection", "Tensors"], exclude: ["Oracle"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Evaluation"]),
    .testTarget(name: "TortureTests", dependencies: ["torture", "Tensors"]),
    .testTarget(name: "CommandTests", dependencies: ["Program", "TrainExample"]),
  ]
)

// Documentation is built with a plugin that nobody else needs to fetch (scripts/documentation).
if Context.environment["ADL_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"))
}
