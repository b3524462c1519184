/// The limits of a split by a column, as numbers like the column's.
struct SplitLimits {
  let validation: Double
  let test: Double

  /// Throws `LogError` where the column's values are of several kinds, or of another kind than the limits.
  init(_ log: CodedLog, column: Int, _ validation: String, _ test: String) throws {
    let name = log.layout.log[column].name
    let unit = try log.unit(ofTimes: column)
    let format: TimeFormat? = if case .time(let format, _) = log.layout.log[column].kind { format } else { nil }
    func limit(_ text: String) throws -> Double {
      if let number = TimePoint(text: text, format: format)?.number(in: unit) { return number }
      let first = (try? log.log.firstNumber(column)).flatMap { $0 } ?? 0
      throw LogError(
        "the split's limit \(text) is \(unit == .plain ? "a time, and the values are numbers" : "a number, and the values are times")"
          + " (the first: \(unit.text(of: first))); expected a limit like the values", file: log.name, column: name)
    }
    (self.validation, self.test) = (try limit(validation), try limit(test))
  }
}

extension CodedLog {
  /// What the times of a column look like.
  func forms(ofTimes column: Int) -> TimeForms {
    log.forms.reduce(into: TimeForms()) { $0.formUnion(TimeForms(rawValue: $1[column])) }
  }

  /// What the times of a column are. Throws `LogError` where they are of several kinds.
  func unit(ofTimes column: Int) throws -> TimeUnit {
    let forms = forms(ofTimes: column)
    if let unit = forms.unit { return unit }
    throw LogError(
      "its values are of several kinds, \(forms.words), and cannot be compared; expected one kind", file: name,
      column: layout.log[column].name)
  }
}

extension CodedRows {
  /// The first number of a column.
  fileprivate func firstNumber(_ column: Int) throws -> Double? {
    guard let chunk = chunks.firstIndex(where: { $0.rows > 0 }) else { return nil }
    return try self.chunk(chunk).column(column).numbers.first
  }

  /// Of each file, the part that a split by files gives it.
  func parts(of split: SplitFiles) -> [UInt8] { fileParts.map { $0?.code ?? PartName.test.code } }
}
