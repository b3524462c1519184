import Foundation
import Tensors
import Testing

@testable import torture

@Suite struct MutationTests {
  private static let csv = Array("click,tab,user\n1,a,u\n0,b,\"v\"\n0,a,w\n".utf8)
  private static let json = Array("{\"a\":[1,2,{\"b\":\"c\"}],\"d\":7}".utf8)

  private typealias Change = @Sendable ([UInt8], inout RandomGenerator) -> [UInt8]
  private static let changes: [(name: String, text: [UInt8], change: Change)] = [
    ("bytes", csv, { ByteDamage.apply($0, &$1) }),
    ("text", csv, TextDamage(separator: UInt8(ascii: ",")).apply),
    ("json", json, TreeDamage.json),
    ("yaml", json, TreeDamage.yaml),
    ("tensors", Array(repeating: 0, count: 40), SafetensorsDamage.apply),
  ]

  @Test func theSameSeedMakesTheSameInputs() {
    for (name, text, change) in Self.changes {
      var inputs: [[[UInt8]]] = [[], [], []]
      for (i, seed) in [1, 1, 2].enumerated() {
        for index in 0..<50 {
          var random = RandomGenerator(seed: UInt64(seed)).child(name, index)
          inputs[i].append(change(text, &random))
        }
      }
      #expect(inputs[0] == inputs[1], "\(name)")
      #expect(inputs[0] != inputs[2], "\(name)")
    }
  }

  @Test func mostInputsAreChanged() {
    for (name, text, change) in Self.changes {
      let changed = (0..<200).count { index in
        var random = RandomGenerator(seed: 3).child(name, index)
        return change(text, &random) != text
      }
      #expect(changed > 150, "\(name): \(changed)")
    }
  }

  /// Whatever is left of a text can be changed again.
  @Test func emptyTextIsNoEnd() {
    for (name, _, change) in Self.changes {
      for index in 0..<200 {
        var random = RandomGenerator(seed: 4).child(name, index)
        _ = change([], &random)
      }
    }
  }
}

@Suite struct ChildTests {
  @Test func theEndOfAProgramIsSeen() throws {
    let log = FileManager.default.temporaryDirectory
    let sh = URL(fileURLWithPath: "/bin/sh")
    let failing = try Child(sh, ["-c", "echo out; echo err >&2; exit 3"], log: log).wait()
    #expect(failing.code == 3 && failing.out == "out\n" && failing.err == "err\n")
    let killed = try Child(sh, ["-c", "kill -9 $$"], log: log).wait()
    #expect(killed.signal == SIGKILL && killed.code == nil)
    let late = try Child(sh, ["-c", "exec sleep 100"], log: log).wait(seconds: 0.1)
    #expect(late.late)
  }
}
