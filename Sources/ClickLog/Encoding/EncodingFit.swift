import Files

/// Fits an encoding to the training part of a coded log, and to nothing else of it; or lets one that was fitted before grow
/// by it.
struct EncodingFit: Sendable {
  let log: CodedLog
  let rows: RowParts
  let schema: Schema
  /// The encoding to grow.
  let base: Encoding?

  /// - Parameter poll: is told how many fields are done; throws to stop.
  func encoding(
    seed: UInt64, fingerprint: UInt64, _ options: PreparationOptions, poll: (Int) throws -> Void
  ) throws -> Encoding {
    var schema = schema
    schema.minimumCount = minimumCount
    let codings = try ThreadGroup.map(
      schema.features.count, threads: options.threads, name: "vocabularies", poll: poll
    ) { try coding(of: $0) }
    return Encoding(
      schema: schema, codings: codings, scenarios: scenarios, fingerprint: fingerprint, seed: seed,
      logs: (base?.logs ?? []) + [KnownLog(fingerprint: fingerprint, seed: seed, split: schema.split)])
  }

  private var minimumCount: Int {
    schema.minimumCount ?? Schema.suitedMinimumCount(trainingRows: rows.sizes[PartName.training.rawValue])
  }

  private func coding(of index: Int) throws -> Field.Coding {
    let feature = schema.features[index]
    let reference = log.layout.features[index]
    switch (feature.kind, base?.fields[index].coding) {
    case (.number, let coding?): return coding
    case (.number(let buckets), nil): return .number(try self.buckets(reference, count: buckets))
    case (.id, let coding), (.timePart, let coding):
      return .single(try values(feature, reference, isList: false, coding))
    case (.ids(let list), let coding): return .several(try values(feature, reference, isList: true, coding), list)
    }
  }

  private func values(
    _ feature: Schema.Feature, _ reference: LogLayout.Reference, isList: Bool, _ coding: Field.Coding?
  ) throws -> Field.Values {
    var before: Field.Values?
    switch coding {
    case .single(let values)?, .several(let values, _)?: before = values
    case .number?, nil: break
    }
    if let count = feature.hashBuckets {
      var used = RowSet()
      var distinct = DistinctCount()
      try countValues(reference, isList: isList) { value, _ in
        let hash = ByteHash.hash(value)
        used.insert(HashBuckets.row(hash: hash, count: count))
        distinct.insert(hash)
      }
      var found = (used: used.count, distinct: distinct.value)
      // Which values were seen before is not known any more; the larger number is a lower bound.
      if case .hashed(let old)? = before {
        found = (max(found.used, old.used), max(found.distinct, old.distinctValues))
      }
      return .hashed(HashBuckets(count: count, used: found.used, distinctValues: found.distinct))
    }
    var distinct = Interner()
    var counts: [Int] = []
    try countValues(reference, isList: isList) { value, count in
      let code = Int(distinct.intern(value))
      if code == counts.count { counts.append(0) }
      counts[code] += count
    }
    var vocabulary = Vocabulary(unknownCount: 0)
    if case .vocabulary(let old)? = before { vocabulary = old }
    vocabulary.add(distinct, counts: counts, minimumCount: minimumCount)
    return .vocabulary(vocabulary)
  }

  /// Hands over the values of training rows: each value of a chunk once, with how many rows (or entries of lists) have it.
  private func countValues(
    _ reference: LogLayout.Reference, isList: Bool, _ body: (_ value: Cell, _ count: Int) -> Void
  ) throws {
    guard let table = reference.table else {
      return try rows.forEachChunk(of: log) { coded, known, place in
        let parts = known.parts
        Self.countCodes(
          of: coded.column(reference.column), rows: place.rows, isList: isList,
          weight: { parts[$0] == PartName.training.code ? 1 : 0 }, body)
      }
    }
    let weights = rows.rowsOfTable[PartName.training.rawValue][table]
    try log.tables[table].rows.forEachChunk { coded, place in
      Self.countCodes(
        of: coded.column(reference.column), rows: place.rows, isList: isList,
        weight: { Int(weights[place.firstRow + $0]) }, body)
    }
    let missing = Int(weights[log.tables[table].missingRow])
    if missing > 0, !isList { body(Cell.empty, missing) }
  }

  /// - Parameter weight: how often a row counts.
  @inline(__always)
  private static func countCodes(
    of column: CodedColumn, rows: Int, isList: Bool, weight: (Int) -> Int,
    _ body: (_ value: Cell, _ count: Int) -> Void
  ) {
    var counts = [Int](repeating: 0, count: column.values.count)
    counts.withUnsafeMutableBufferPointer { counts in
      let (codes, starts) = (column.codes, column.starts)
      for row in 0..<rows {
        let weight = weight(row)
        guard weight > 0 else { continue }
        if isList {
          for i in Int(starts[row])..<Int(starts[row + 1]) { counts[Int(codes[i])] += weight }
        } else {
          counts[Int(codes[row])] += weight
        }
      }
    }
    for code in counts.indices where counts[code] > 0 { body(column.values[code], counts[code]) }
  }

  private func buckets(_ reference: LogLayout.Reference, count: Int) throws -> Buckets {
    let training = rows.sizes[PartName.training.rawValue]
    let step = max(1, (training + Buckets.fittedRows - 1) / Buckets.fittedRows)
    let ofTable = try reference.table.map { try log.tables[$0].numbers(reference.column) }
    var sample: [Double] = []
    var rank = 0
    try rows.forEachChunk(of: log) { coded, known, place in
      let parts = known.parts
      let tableRows = reference.table.map { known.rows(ofTable: $0) }
      let own = ofTable == nil ? coded.column(reference.column).numbers : nil
      for row in 0..<place.rows where parts[row] == PartName.training.code {
        if rank % step == 0 {
          let number = own.map { $0[row] } ?? ofTable.map { $0[Int(tableRows?[row] ?? 0)] } ?? .nan
          if !number.isNaN { sample.append(number) }
        }
        rank += 1
      }
    }
    return Buckets(fitting: &sample, count: count)
  }

  /// The names of the scenarios that training has, behind those that are known.
  private var scenarios: [String] {
    // A set, as two byte strings may be one name (an accent written in two ways).
    let known = Set(base?.scenarios ?? [])
    var names: Set<String> = []
    for (cell, count) in zip(rows.cells, rows.trainingRowsOfCell) where count > 0 {
      // A scenario that has its place keeps it, however few rows a day brings.
      let isSmall = count < schema.minimumScenarioRows && !known.contains(cell.name)
      names.insert(isSmall ? cell.others : cell.name)
    }
    return (base?.scenarios ?? []) + Encoding.sorted(Array(names.subtracting(known)))
  }
}

extension SideTable {
  /// A column of numbers, that of the row for missing keys included.
  func numbers(_ column: Int) throws -> [Double] {
    var numbers: [Double] = []
    try rows.forEachChunk { chunk, _ in numbers += chunk.column(column).numbers }
    return numbers + [.nan]
  }
}
