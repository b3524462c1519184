// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "swift-adl",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "adl", targets: ["adl"]),
    .library(name: "Settings", targets: ["Settings"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "ClickLog", targets: ["ClickLog"]),
    .library(name: "SimulatedLogs", targets: ["SimulatedLogs"]),
    .library(name: "ScenarioModels", targets: ["ScenarioModels"]),
    .library(name: "Evaluation", targets: ["Evaluation"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "Projection", targets: ["Projection"]),
    .library(name: "Reports", targets: ["Reports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // The system's own; on macOS a part of it, as Accelerate is. Matrix products on Linux are our own.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "Settings"),
    .target(name: "CKernels"),
    .target(name: "CFiles"),
    // Declarations only: Arrow itself is opened at run time, through a plugin that scripts/setup --parquet builds.
    .target(name: "CArrow"),
    .target(name: "Tensors", dependencies: ["CKernels"]),
    .target(
      name: "ClickLog", dependencies: ["Tensors", "CArrow", "CFiles", "CZlib", .product(name: "Yams", package: "Yams")]),
    .target(name: "SimulatedLogs", dependencies: ["Tensors", "ClickLog"]),
    .target(name: "ScenarioModels", dependencies: ["Settings", "Tensors"]),
    .target(name: "Evaluation"),
    .target(
      name: "Training",
      dependencies: [
        "Settings", "Tensors", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation",
        .product(name: "Logging", package: "swift-log"), .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "Projection", dependencies: ["Tensors"]),
    .target(name: "Reports", dependencies: ["Evaluation"]),
    .executableTarget(
      name: "adl",
      dependencies: [
        "Settings", "Tensors", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "Training", "Projection",
        "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Yams", package: "Yams"),
      ]),

    // Kills the program, lets its calls fail and damages its files (scripts/torture).
    .executableTarget(
      name: "torture",
      dependencies: [
        "Settings", "Tensors", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "Training", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/Torture"),

    // The forty lines that README points to; a test runs them.
    .executableTarget(
      name: "TrainExample",
      dependencies: ["Tensors", "ClickLog", "SimulatedLogs", "ScenarioModels", "Evaluation", "Training"],
      path: "Examples/Train"),

    // Counts the heap's allocations in the test program, and is linked into nothing else.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "ClickLogTests", dependencies: ["ClickLog", "Tensors", "CArrow"]),
    .testTarget(name: "SimulatedLogsTests", dependencies: ["SimulatedLogs", "ClickLog", "Tensors"]),
    .testTarget(
      name: "ScenarioModelsTests",
      dependencies: ["Settings", "ScenarioModels", "Tensors", "Training", "Evaluation", "AllocationCounter"],
      exclude: ["Torch/fixtures.json", "Torch/make_fixtures.py"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Training", "Settings", "ScenarioModels", "ClickLog", "SimulatedLogs", "Evaluation", "Tensors",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "ProjectionTests", dependencies: ["Projection", "Tensors"], exclude: ["Oracle"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Evaluation"]),
    .testTarget(name: "TortureTests", dependencies: ["torture", "Tensors"]),
    .testTarget(name: "CommandTests", dependencies: ["adl", "TrainExample"]),
  ]
)
