/// Some rows of a log, as the model reads them. A reusable buffer: its contents are valid until the next-but-one batch
/// is asked for of the sequence it came from.
///
/// Handed from the reading thread to the one that asked, and touched by one of them at a time: hence unchecked.
public final class Batch: @unchecked Sendable {
  /// How many rows this batch holds; every array has exactly the length that follows from it.
  public var rows = 0
  /// Rows of the table of all fields (field offset added). The bag of row r and field f, of F fields, is
  /// `ids[starts[r * F + f] ..< starts[r * F + f + 1]]`; one entry exactly for fields with one value.
  public var ids: [Int32] = []
  /// rows · F + 1 places in `ids`.
  public var starts: [Int32] = [0]
  /// The weight of each of `ids` (1 where its field has none); empty if no field of the log has weights.
  public var weights: [Float] = []
  /// The running statistics of each row, `RunningStatistics.width` numbers, row after row; empty if the log has none.
  public var numbers: [Float] = []
  /// 1 for a click, 0 for none (0 throughout where the log has no labels); where labels are counts or probabilities, the
  /// share of the row that was clicked, 0 ... 1.
  public var labels: [Float] = []
  /// How much each row counts: its weight, and the impressions it stands for; empty where all rows count the same.
  public var rowWeights: [Float] = []
  /// Index into the encoding's scenarios, -1 for one that training did not have.
  public var scenarios: [Int32] = []
  /// Equal for the rows of one session. If the schema names no session, each row is its own (its row number).
  public var sessions: [Int32] = []
  /// The data row of the input, from 0, over all files, also counting rows that were dropped.
  public var rowNumbers: [Int] = []

  public init() {}
}
