/// The formats that logs and side tables are read in.
enum LogFormats {
  /// A file is of the first of them that takes it; the last one takes any. A new format is a folder beside this file, and a
  /// line here.
  static let all: [any RowFormat.Type] = [
    ArrowFormat.self,
    AliCCPFormat.self,
    JSONLinesFormat.self,
    DelimitedFormat.self,
  ]
}
