extension Batch {
  /// What of a row can be taken from another row.
  package struct Inputs: Sendable {
    /// Fields, by number.
    package var fields: Set<Int>
    /// Places among a row's `numbers`.
    package var numbers: Range<Int>
    package var scenario: Bool

    package init(fields: Set<Int> = [], numbers: Range<Int> = 0..<0, scenario: Bool = false) {
      (self.fields, self.numbers, self.scenario) = (fields, numbers, scenario)
    }
  }

  /// Some of the rows, in which some inputs are those of other rows.
  ///
  /// - Parameters:
  ///   - rows: places in this batch.
  ///   - inputs: what is taken from others; the label and all else stays a row's own.
  ///   - donors: for each row of this batch, the place of the row that gives it those.
  package func rows(_ rows: Range<Int>, taking inputs: Inputs, from donors: [Int32]) -> Batch {
    let batch = Batch()
    let fields = self.rows > 0 ? (starts.count - 1) / self.rows : 0
    let swapped = (0..<fields).map(inputs.fields.contains)
    batch.rows = rows.count
    batch.starts.reserveCapacity(rows.count * fields + 1)
    for row in rows {
      let donor = Int(donors[row])
      for field in 0..<fields {
        let bag = (swapped[field] ? donor : row) * fields + field
        let places = Int(starts[bag])..<Int(starts[bag + 1])
        batch.ids += ids[places]
        if !weights.isEmpty { batch.weights += weights[places] }
        batch.starts.append(Int32(batch.ids.count))
      }
      batch.scenarios.append(scenarios[inputs.scenario ? donor : row])
    }
    let width = self.rows > 0 ? numbers.count / self.rows : 0
    batch.numbers += numbers[rows.lowerBound * width..<rows.upperBound * width]
    for (place, row) in rows.enumerated() {
      let donor = Int(donors[row])
      for number in inputs.numbers { batch.numbers[place * width + number] = numbers[donor * width + number] }
    }
    batch.labels += labels[rows]
    if !rowWeights.isEmpty { batch.rowWeights += rowWeights[rows] }
    batch.sessions += sessions[rows]
    batch.rowNumbers += rowNumbers[rows]
    return batch
  }
}
