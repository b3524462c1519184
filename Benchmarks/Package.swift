// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that building the program stays light.
let package = Package(
  name: "adl-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-adl", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
  ],
  targets: [
    .target(name: "Measuring", dependencies: [.product(name: "Reports", package: "swift-adl")]),
    .executableTarget(
      name: "adl-benchmarks",
      dependencies: ["Measuring", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .testTarget(name: "MeasuringTests", dependencies: ["Measuring"]),
  ]
)
