import Yams

extension FileForm {
  private enum Keys {
    static let all = [
      "columns", "header", "delimiter", "quote", "escape", "comment", "skipRows", "encoding", "missing", "decimal",
      "compression", "kind",
    ]
  }

  /// Reads a schema's `format`.
  ///
  /// - Parameter base: what is not there is as in this form.
  static func parse(_ node: SchemaNode, base: FileForm = FileForm()) throws -> FileForm {
    let keys = try node.mapping(allowed: Keys.all)
    var form = base
    if let columns = keys["columns"] {
      let names = try columns.list().map { try $0.name() }
      guard !names.isEmpty, Set(names).count == names.count else {
        throw columns.error("expected the columns' names, each once, like [user_id, item_id, click]")
      }
      form.columns = names
    }
    if let header = keys["header"] { form.header = try header.flag() }
    if let delimiter = keys["delimiter"] {
      let text = try Self.character(delimiter.text())
      guard !text.isEmpty, !text.utf8.contains(UInt8(ascii: "\n")), !text.utf8.contains(UInt8(ascii: "\"")) else {
        throw delimiter.error("expected one character or several between cells, like \";\", \"\\t\" or \"::\"")
      }
      form.delimiter = text
    }
    if let quote = keys["quote"] {
      let text = try quote.text()
      if text == "none" {
        form.quote = FileForm.Quote.none
      } else {
        guard let byte = Self.byte(text) else { throw quote.error("expected one character or none, found \"\(text)\"") }
        form.quote = .character(byte)
      }
    }
    if let escape = keys["escape"] {
      let text = try escape.text()
      guard Self.byte(text) != nil else { throw escape.error("expected one character, found \"\(text)\"") }
      form.escape = text
    }
    if let comment = keys["comment"] { form.comment = try comment.name() }
    if let rows = keys["skipRows"] { form.skipRows = try rows.integer(from: 0, to: 1_000_000) }
    if let encoding = keys["encoding"] { form.encoding = try encoding.name() }
    if let missing = keys["missing"] { form.missing = try missing.texts() }
    if let decimal = keys["decimal"] {
      switch try decimal.text() {
      case ".": form.decimalComma = false
      case ",": form.decimalComma = true
      case let other: throw decimal.error("expected \".\" or \",\" before decimals, found \"\(other)\"")
      }
    }
    if let compression = keys["compression"] { form.compression = try compression.choice(Compression.self) }
    if let kind = keys["kind"] { form.kind = try kind.choice(Kind.self) }
    if form.decimalComma, form.delimiter == "," {
      throw node.error("a comma is both between cells and before decimals; expected another delimiter")
    }
    return form
  }

  /// What stands for a character that is hard to see: `\t`, `\x01`, `tab`.
  private static func character(_ text: String) -> String {
    switch text.lowercased() {
    case "tab", "\\t": return "\t"
    case "space": return " "
    case "comma": return ","
    default:
      guard text.lowercased().hasPrefix("\\x") || text.lowercased().hasPrefix("\\u"),
        let number = UInt32(text.dropFirst(2), radix: 16), let scalar = Unicode.Scalar(number)
      else { return text }
      return String(Character(scalar))
    }
  }

  private static func byte(_ text: String) -> UInt8? {
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] != UInt8(ascii: "\n"), bytes[0] != UInt8(ascii: "\r") else { return nil }
    return bytes[0]
  }

  /// What `parse` reads back; nil where everything is recognised.
  var node: Node? {
    var pairs: [(String, Node)] = []
    if let columns { pairs.append(("columns", .flow(columns.map(Node.text)))) }
    if let header { pairs.append(("header", .plain("\(header)"))) }
    if let delimiter { pairs.append(("delimiter", .quoted(delimiter))) }
    switch quote {
    case FileForm.Quote.none?: pairs.append(("quote", .plain("none")))
    case .character(let byte)?: pairs.append(("quote", .quoted(String(UnicodeScalar(byte)))))
    case nil: break
    }
    if let escape { pairs.append(("escape", .quoted(escape))) }
    if let comment { pairs.append(("comment", .quoted(comment))) }
    if skipRows > 0 { pairs.append(("skipRows", .plain("\(skipRows)"))) }
    if let encoding { pairs.append(("encoding", .quoted(encoding))) }
    if !missing.isEmpty { pairs.append(("missing", .flow(missing.map(Node.quoted)))) }
    if decimalComma { pairs.append(("decimal", .quoted(","))) }
    if let compression { pairs.append(("compression", .plain(compression.rawValue))) }
    if let kind { pairs.append(("kind", .plain(kind.rawValue))) }
    return pairs.isEmpty ? nil : .flow(pairs)
  }
}
