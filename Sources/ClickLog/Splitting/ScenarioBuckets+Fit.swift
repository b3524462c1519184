extension ScenarioBuckets {
  /// The ranges of a scenario column's numbers: those that the schema names, or quantiles of the training part.
  func fit(
    _ reference: LogLayout.Reference, _ log: CodedLog, _ split: RowSplit, _ dropped: RowSet
  ) throws -> Buckets {
    let count: Int
    switch self {
    case .limits(let limits): return Buckets(edges: limits)
    case .count(let number): count = number
    }
    let ofTable = try reference.table.map { try log.tables[$0].numbers(reference.column) }
    let step = max(1, log.log.rows / Buckets.fittedRows)
    // A copy: the parts are drawn again for the rows themselves.
    var split = split
    var sample: [Double] = []
    try log.log.forEachChunk { chunk, place in
      let parts = split.parts(of: chunk, at: place, dropped: dropped)
      let own = ofTable == nil ? chunk.column(reference.column).numbers : nil
      let key = reference.table.map { chunk.column(log.layout.keys[$0]) }
      let rows = key.map { key in
        (0..<key.values.count).map { log.tables[reference.table ?? 0].row(of: key.values[$0]) }
      }
      for row in 0..<place.rows where parts[row] == PartName.training.code && (place.firstRow + row) % step == 0 {
        let number = own?[row] ?? ofTable?[Int(rows?[Int(key?.codes[row] ?? 0)] ?? 0)] ?? .nan
        if !number.isNaN { sample.append(number) }
      }
    }
    return Buckets(fitting: &sample, count: count)
  }
}
