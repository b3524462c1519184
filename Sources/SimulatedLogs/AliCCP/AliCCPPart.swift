import Tensors

/// The training or the test part: its random streams, and the users and items that only the other part has.
struct AliCCPPart: Sendable {
  let name: String
  /// The names of the random streams of visits, rows and of the visits' lengths.
  let visits: String
  let rowStream: String
  let lengths: String
  let indexSeed: UInt64
  /// Users and items of this class are in the other part only.
  let absent: UInt64
  let rows: Int

  init(_ name: String, rows: Int, absent: UInt64, root: RandomGenerator) {
    self.name = name
    self.rows = rows
    self.absent = absent
    visits = "\(name) visits"
    rowStream = "\(name) rows"
    lengths = "\(name) lengths"
    var random = root.child("\(name) indices")
    indexSeed = random.next()
  }

  var blocks: Int { (rows + Sizes.blockRows - 1) / Sizes.blockRows }

  func rows(of block: Int) -> Int {
    min(rows - block * Sizes.blockRows, Sizes.blockRows)
  }
}
