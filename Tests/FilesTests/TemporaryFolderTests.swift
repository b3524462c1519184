import Files
import Foundation
import Testing

@Suite struct TemporaryFolderTests {
  /// Each that is made sweeps what was left, and takes none for left that another is just making.
  @Test func manyAtOnce() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<60 {
            let folder = try TemporaryFolder()
            try Data("x".utf8).write(to: folder.url.appendingPathComponent("file"))
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
