/// How the text of a log's files is written, where the files do not say it themselves: the schema's `format`.
///
/// What is nil is recognised by the files' first bytes and rows.
public struct FileForm: Sendable, Equatable {
  /// The columns' names, of files without a header.
  public var columns: [String]?
  /// Whether the first row has the columns' names. False without `columns`: they are named `c1`, `c2`, ….
  public var header: Bool?
  /// What is between two cells: one character or several.
  public var delimiter: String?
  public var quote: Quote?
  /// The character before a quote or a delimiter that is part of a cell: one byte.
  public var escape: String?
  /// What lines begin with that are none of the log.
  public var comment: String?
  /// Lines before the header, or before the first row.
  public var skipRows = 0
  /// The characters' coding by the name that iconv knows, such as `gbk`; nil for UTF-8, or UTF-16 with a byte-order mark.
  public var encoding: String?
  /// Cells that say that there is no value, besides the empty one.
  public var missing: [String] = []
  /// Whether numbers have a comma before their decimals.
  public var decimalComma = false
  public var compression: Compression?
  public var kind: Kind?

  public init() {}

  public enum Quote: Sendable, Equatable {
    /// Quotes are characters like any other.
    case none
    /// Cells may stand between two of this byte.
    case character(UInt8)
  }

  public enum Compression: String, Sendable, CaseIterable {
    case none, gzip, zstd, bzip2, xz, lz4
  }

  public enum Kind: String, Sendable, CaseIterable {
    /// Rows of cells with a delimiter.
    case delimited
    /// An object a line.
    case jsonLines
  }

  /// The form of a side table beside a log of this form: what is the log's own is left out.
  var ofSideTable: FileForm {
    var form = self
    (form.columns, form.header, form.skipRows, form.kind, form.compression) = (nil, nil, 0, nil, nil)
    return form
  }
}
