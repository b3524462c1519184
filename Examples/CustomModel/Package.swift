// swift-tools-version: 6.1
import PackageDescription

// A model from outside: one file, with a setting and an operation of its own, by swift-adl's public API only.
let package = Package(
  name: "custom-model",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-adl", path: "../..")],
  targets: [
    .target(name: "CustomModel", dependencies: [.product(name: "ADL", package: "swift-adl")]),
    .executableTarget(name: "CompareExample", dependencies: ["CustomModel"]),
    .testTarget(name: "CustomModelTests", dependencies: ["CustomModel"]),
  ]
)
