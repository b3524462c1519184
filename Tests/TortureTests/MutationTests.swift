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

  @Test("Equal seeds make equal inputs, and other seeds others") func inputsFollowTheSeed() {
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

  @Test("Three of four mutations change the input") func mostInputsAreChanged() {
    for (name, text, change) in Self.changes {
      let changed = (0..<200).count { index in
        var random = RandomGenerator(seed: 3).child(name, index)
        return change(text, &random) != text
      }
      #expect(changed > 150, "\(name): \(changed)")
    }
  }

  @Test("Every mutation takes an empty input") func emptyInputsAreMutated() {
    for (name, _, change) in Self.changes {
      for index in 0..<200 {
        var random = RandomGenerator(seed: 4).child(name, index)
        _ = change([], &random)
      }
    }
  }
}
