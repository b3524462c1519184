/// Ali-CCP as it is published.
struct AliCCPFormat: RowFormat {
  static let fileEndings: [String] = []
  static let logPattern: String? = "sample_skeleton_*"
  static var builtInSchema: BuiltInSchema? { BuiltInSchema(log: "Ali-CCP as it is published", schema: .aliCCP) }

  private let kind: AliCCP.Kind

  init?(_ file: LogFile, form: FileForm) {
    guard let kind = AliCCP.kind(of: file) else { return nil }
    self.kind = kind
  }

  var columns: [String] { AliCCP.columns(of: kind) }

  func constants(of file: LogFile) -> [RowConstant] {
    [RowConstant(column: AliCCP.part, cell: AliCCP.part(ofFile: file.name))]
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    TextCutter(files, .csv, size: size) { [kind] chunk, file, lists in
      try AliCCPCursor(chunk, kind, part: constants[file].first ?? "", lists: lists)
    }
  }
}
