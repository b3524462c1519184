/// Cuts files of one format into chunks of whole rows, one after another.
protocol RowCutter: AnyObject {
  /// Bytes of the files taken so far, as they are on the disk.
  var consumed: Int { get }
  /// The place of the file that is being cut.
  var file: Int { get }
  /// The next chunk; nil after the last. Throws `LogError` where the file cannot be cut.
  func next() throws -> RowChunk?
}

/// Some whole rows of a source, to be read by whichever thread takes them.
struct RowChunk: Sendable {
  /// The place of its file among the source's.
  let file: Int
  /// The rows. `lists` has, for each column that may hold several values, how they are to be joined.
  let cursor: @Sendable (_ lists: [ListForm?]) throws -> any RowCursor
}
