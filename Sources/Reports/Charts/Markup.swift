import Evaluation

/// Text that is safe to put into a page. Everything that came from data or settings goes through here.
enum Markup {
  /// The text with markup's own characters written as entities, and characters that XML forbids replaced.
  static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// An element's class, with the space before it; nothing for nil.
  static func style(_ name: String?) -> String {
    guard let name else { return "" }
    return " class=\"\(name)\""
  }

  /// A coordinate with one decimal, enough for a screen.
  static func coordinate(_ value: Double) -> String { Figures.fixed(value, 1) }

  /// What stands in the place of a picture that cannot be drawn.
  static func absence(_ reason: String) -> String { "<p class=\"quiet\">No picture: \(escape(reason)).</p>\n" }

  /// Lines that show when their heading is asked for.
  static func details(_ summary: String, _ lines: [String]) -> String {
    let items = lines.map { "<li>\(escape($0))</li>" }.joined(separator: "\n")
    return "<details>\n<summary>\(escape(summary))</summary>\n<ul class=\"words\">\n\(items)\n</ul>\n</details>\n"
  }

  /// A table of the page, in a box that scrolls sideways where the screen is narrow.
  ///
  /// - Parameter style: a class of the page's style; nil for none.
  static func table(_ table: TextTable, style: String? = nil) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let marked = zip(table.columns, cells).enumerated().map { index, pair in
        let (column, cell) = pair
        // Names and numbers keep to one line; text further right may wrap.
        let style = column.alignment == .right ? "number" : index > 0 ? "wrap" : nil
        return "<\(tag)\(Self.style(style))>\(escape(cell))</\(tag)>"
      }
      return "<tr>\(marked.joined())</tr>\n"
    }
    return
      "<div class=\"scroll\"><table\(Self.style(style))>\n<thead>\(row(table.columns.map(\.title), "th"))</thead>\n<tbody>"
      + table.rows.map { row($0, "td") }.joined() + "</tbody></table></div>\n"
  }
}
