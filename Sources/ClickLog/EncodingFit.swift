/// Fits an encoding to the training part of a coded log, and to nothing else of it.
struct EncodingFit {
  /// Quantiles are those of at most this many evenly spaced training rows.
  static let quantileRows = 1 << 20

  let log: CodedLog
  let maps: [RowMap]
  /// The places of the training rows.
  let training: UnsafeBufferPointer<UInt32>

  init(_ log: CodedLog, maps: [RowMap], split: RowSplit) {
    self.log = log
    self.maps = maps
    training = UnsafeBufferPointer(rebasing: split.order[..<split.sizes[0]])
  }

  func encoding(for schema: Schema, seed: UInt64) throws -> Encoding {
    let codings = try zip(schema.features, log.features).map { feature, column in
      let map = column.table.map { maps[$0] } ?? .log
      return try coding(of: feature.kind, column.coder, map, schema.minimumCount)
    }
    return Encoding(
      schema: schema, codings: codings, scenarios: try scenarios(), fingerprint: log.fingerprint, seed: seed)
  }

  private func coding(
    of kind: Schema.Feature.Kind, _ coder: ColumnCoder, _ map: RowMap, _ minimumCount: Int
  ) throws -> Field.Coding {
    switch (kind, coder) {
    case (.number(let buckets), let coder as NumberCoder):
      return .number(try self.buckets(coder.numbers.values(), map, count: buckets))
    case (.ids(let separator, let pooling), let coder as ListCoder):
      let (starts, codes) = (try coder.starts.values(), try coder.codes.values())
      var counts = [Int](repeating: 0, count: coder.distinct.count)
      for row in training {
        let place = map[row]
        for i in Int(starts[place])..<Int(starts[place + 1]) { counts[Int(codes[i])] += 1 }
      }
      let vocabulary = Vocabulary(coder.distinct, counts: counts, minimumCount: minimumCount)
      return .several(vocabulary, separator: separator, pooling: pooling)
    case (_, let coder as IDCoder):
      let codes = try coder.codes.values()
      var counts = [Int](repeating: 0, count: coder.values.count)
      for row in training { counts[Int(codes[map[row]])] += 1 }
      return .single(Vocabulary(coder.values, counts: counts, minimumCount: minimumCount))
    default: return .single(Vocabulary(unknownCount: 0))
    }
  }

  private func buckets(_ numbers: UnsafeBufferPointer<Double>, _ map: RowMap, count: Int) -> Buckets {
    let step = max(1, (training.count + Self.quantileRows - 1) / Self.quantileRows)
    var sample: [Double] = []
    for i in stride(from: 0, to: training.count, by: step) {
      let number = numbers[map[training[i]]]
      if !number.isNaN { sample.append(number) }
    }
    return Buckets(fitting: &sample, count: count)
  }

  private func scenarios() throws -> [String] {
    let codes = try log.scenarios.codes.values()
    var seen = [Bool](repeating: false, count: log.scenarios.names.count)
    for row in training { seen[Int(codes[Int(row)])] = true }
    // A set, as two byte strings may be one name (an accent written in two ways).
    let names = Set(seen.indices.filter { seen[$0] }.map { log.scenarios.names.text(UInt32($0)) })
    return Encoding.sorted(Array(names))
  }
}
