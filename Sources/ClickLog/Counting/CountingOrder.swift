import Files
import Foundation
import Tensors

/// The training rows of a log in the order in which they are counted, with what each of them counts.
struct CountingOrder: Sendable {
  private let rule: CountingRule
  /// The training rows' places in the log: by time, those of one time in the log's order.
  private let order: ScratchArray<UInt32>
  /// By place in the log, as the next two.
  private let times: ScratchArray<Double>?
  private let folds: ScratchArray<UInt8>?
  private let weights: ScratchArray<StoredCount>

  init(_ log: CodedLog, _ rows: RowParts, _ rule: CountingRule, seed: UInt64, in folder: URL) throws {
    self.rule = rule
    let all = log.log.rows
    weights = try ScratchArray(all, in: folder)
    order = try ScratchArray(rows.sizes[PartName.training.rawValue], in: folder)
    switch rule {
    case .earlier(nil): (times, folds) = (nil, nil)
    case .earlier(_?): (times, folds) = (try ScratchArray(all, in: folder), nil)
    case .otherFolds: (times, folds) = (nil, try ScratchArray(all, in: folder))
    }
    var generator = RandomGenerator(seed: seed).child("folds")
    var (rank, isSorted, last) = (0, true, -Double.infinity)
    try rows.forEachChunk(of: log) { coded, known, place in
      let (parts, labels) = (known.parts, ChunkLabels(coded, log.layout))
      let fold = folds == nil ? nil : Self.folds(rule, coded, rows: place.rows, &generator)
      for row in 0..<place.rows {
        let at = place.firstRow + row
        folds?[at] = fold?[row] ?? 0
        guard parts[row] == PartName.training.code else { continue }
        let weight = labels?.weight(row) ?? 1
        weights[at] = StoredCount(rows: weight, clicks: weight * (labels?.share(row) ?? 0))
        if let times, case .earlier(let column?) = rule {
          // What has no time comes last: nothing is later.
          let time = coded.column(column).numbers[row]
          times[at] = time.isNaN ? .infinity : time
          isSorted = isSorted && times[at] >= last
          last = times[at]
        }
        order[rank] = UInt32(at)
        rank += 1
      }
    }
    if let times, !isSorted {
      var places = order.elements
      places.sort { (times[Int($0)], $0) < (times[Int($1)], $1) }
    }
  }

  /// The folds of a chunk's rows; nil where rows are counted in another way.
  private static func folds(
    _ rule: CountingRule, _ chunk: CodedChunk, rows: Int, _ generator: inout RandomGenerator
  ) -> [UInt8]? {
    guard case .otherFolds(let group) = rule else { return nil }
    let folds = UInt64(CountingRule.folds)
    guard let group else { return (0..<rows).map { _ in UInt8(generator.next() % folds) } }
    let column = chunk.column(group)
    let ofValue = (0..<column.values.count).map { UInt8(KeyHash.of(column.values[$0]) % folds) }
    return column.codes.map { ofValue[Int($0)] }
  }

  /// Counts a key: what each training row sees goes to its place, and all of them into the table.
  func count(_ hashes: ScratchArray<UInt64>, into counts: ScratchArray<StoredCount>, _ table: inout CountTable) {
    switch rule {
    case .earlier: countEarlier(hashes, into: counts, &table)
    case .otherFolds: countOtherFolds(hashes, into: counts, &table)
    }
  }

  private func countEarlier(
    _ hashes: ScratchArray<UInt64>, into counts: ScratchArray<StoredCount>, _ table: inout CountTable
  ) {
    var first = 0
    while first < order.count {
      // Rows of one time see none of one another.
      var end = first + 1
      if let times {
        let time = times[Int(order[first])]
        while end < order.count, times[Int(order[end])] == time { end += 1 }
      }
      for place in first..<end {
        let row = Int(order[place])
        counts[row] = table[hashes[row]].stored
      }
      for place in first..<end {
        let row = Int(order[place])
        table.add(KeyCount(weights[row]), to: hashes[row])
      }
      first = end
    }
  }

  private func countOtherFolds(
    _ hashes: ScratchArray<UInt64>, into counts: ScratchArray<StoredCount>, _ table: inout CountTable
  ) {
    var ofFolds = CountTable()
    func inFold(_ row: Int) -> UInt64 { KeyHash.join(hashes[row], UInt64(folds?[row] ?? 0)) }
    for place in 0..<order.count {
      let row = Int(order[place])
      table.add(KeyCount(weights[row]), to: hashes[row])
      ofFolds.add(KeyCount(weights[row]), to: inFold(row))
    }
    for place in 0..<order.count {
      let row = Int(order[place])
      counts[row] = (table[hashes[row]] - ofFolds[inFold(row)]).stored
    }
  }
}
