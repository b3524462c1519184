import Files

/// How a column's cells are read.
enum ColumnKind: Hashable, Sendable {
  /// One value.
  case id
  /// Several values.
  case ids(ListReading)
  case number(decimalComma: Bool)
  /// How much a row counts, or how often it was shown: a number from 0 on.
  case weight(decimalComma: Bool)
  /// A number, or a time; if not `strict`, anything, and what is neither is NaN.
  case time(TimeFormat?, strict: Bool)
  /// The hour or weekday of a time.
  case timePart(TimePart, TimeFormat?)
  /// If not `strict`, anything, and what cannot be read counts as no click.
  case label(LabelRule, strict: Bool)

  func makeCoder() -> any ColumnCoder {
    switch self {
    case .id: IDCoder()
    case .ids(let list): ListCoder(list)
    case .number(let comma): NumberCoder(.number, decimalComma: comma)
    case .weight(let comma): NumberCoder(.weight, decimalComma: comma)
    case .time(let format, let strict): TimeCoder(format: format, strict: strict)
    case .timePart(let part, let format): TimePartCoder(part, format: format)
    case .label(let rule, let strict):
      rule.isBinary
        ? LabelCoder(rule, strict: strict)
        : NumberCoder(!strict ? .number : rule == .probability ? .probability : .weight, decimalComma: false)
    }
  }

  /// What tells columns of this kind from others in the hash of what a log says.
  var name: String {
    switch self {
    case .id: "id"
    case .ids: "ids"
    case .number: "number"
    case .weight: "weight"
    case .time: "time"
    case .timePart(let part, _): part.unit.rawValue
    case .label: "label"
    }
  }
}

/// Takes the cells of one column of a chunk in row order and keeps them coded; one type a kind of coding.
protocol ColumnCoder: AnyObject {
  /// What an error line says was expected, when `append` returned nil.
  var expected: String { get }
  /// Codes the next row's cell and returns a hash of what it says, or nil if it cannot be read.
  func append(_ cell: Cell) -> UInt64?
  /// Forgets all but the first rows: the last one, of which some column could not be read, or nothing.
  func keep(rows: Int)
  /// What the cells look like: a mask whose bits are the coder's own (`ValueForms`, `TimeForms`).
  var forms: UInt16 { get }
  /// Writes what was coded, as `CodedColumn` reads it.
  func write(to file: SectionWriter) throws
}

extension ColumnCoder {
  var forms: UInt16 { 0 }
}
