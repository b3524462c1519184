import ArgumentParser
import Foundation

/// What a worker tries.
enum TargetFamily: String, CaseIterable, ExpressibleByArgument {
  /// Damage to files that the program wrote.
  case flips
  /// Input that people and other programs write.
  case fuzz

  /// - Parameter scratch: a folder to work in; what earlier workers left there does not matter.
  func targets(_ fixtures: Fixtures, _ scratch: URL) throws -> [Target] {
    let copies = try FixtureCopies(fixtures, scratch)
    switch self {
    case .flips: return try FlipTargets(copies).all()
    case .fuzz: return try FuzzTargets(copies).all()
    }
  }
}
