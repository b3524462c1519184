/// Cells that a schema takes for empty ones.
struct MissingWords: Sendable {
  private let words: [[UInt8]]

  init(_ form: FileForm) { words = form.missing.map { Array($0.utf8) } }

  var isEmpty: Bool { words.isEmpty }

  /// The cell, or an empty one.
  @inline(__always)
  func read(_ cell: Cell) -> Cell {
    guard !words.isEmpty, words.contains(where: { cell.elementsEqual($0) }) else { return cell }
    return Cell.empty
  }
}
