import Files
import Foundation
import Testing

@testable import Training

/// What the system allows, as Linux tells it in files.
struct AvailableMemoryTests {
  /// The limits found below a folder with these files.
  private func limits(_ files: [String: String]) throws -> [Int] {
    let root = try TemporaryFolder()
    for (path, text) in files {
      let url = root.url.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return AvailableMemory.controlGroups(below: root.url.path + "/")
  }

  @Test func groupsAboveCountToo() throws {
    let found = try limits([
      "proc/self/cgroup": "0::/pods/mine\n", "sys/fs/cgroup/pods/mine/memory.max": "max\n",
      "sys/fs/cgroup/pods/memory.max": "2000\n", "sys/fs/cgroup/memory.max": "3000\n",
    ])
    #expect(found == [2000, 3000])
  }

  @Test func theOlderFormIsKnown() throws {
    let found = try limits([
      "proc/self/cgroup": "5:cpu,cpuacct:/a\n4:memory:/a/b\n0::/\n",
      "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "500\n", "sys/fs/cgroup/cpu/a/memory.limit_in_bytes": "1\n",
    ])
    #expect(found == [500])
  }

  /// From inside a container the group's own path may lead nowhere.
  @Test func whatCannotBeSeenOrReadIsNoLimit() throws {
    #expect(try limits(["proc/self/cgroup": "0::/../elsewhere\n", "sys/fs/cgroup/memory.max": "700\n"]) == [700])
    #expect(try limits(["proc/self/cgroup": "nonsense\n::\n0::/\n", "sys/fs/cgroup/memory.max": "lots\n"]) == [])
    #expect(try limits([:]) == [])
  }

  @Test func thereIsSomeHere() { #expect(AvailableMemory.bytes > 1 << 20) }
}
