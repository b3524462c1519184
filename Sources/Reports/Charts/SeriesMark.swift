import Evaluation

/// The mark of one of several series, alike in all pictures of a page: a dot in one of eight colours that colour-blind readers
/// can tell apart, filled the first time round, hollow the second.
enum SeriesMark {
  static let colours = 8
  /// Of a name that stands at many marks.
  static let longestName = 80

  static func style(_ series: Int) -> String {
    "f\(series % colours)" + (series / colours % 2 == 1 ? " hollow" : "")
  }

  /// The dot, for a picture of style `dots`; places are lengths of SVG, such as "12.3" or "45.60%".
  static func dot(_ series: Int, x: String, y: String, radius: Double, title: String = "") -> String {
    let text = title.isEmpty ? "" : "<title>\(Markup.escape(title))</title>"
    return "<g class=\"\(style(series))\"><circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(Markup.coordinate(radius))\">\(text)"
      + "</circle></g>"
  }

  /// What each mark stands for.
  static func legend(_ series: [(index: Int, name: String)]) -> String {
    let items = series.map { index, name in
      "<li><svg class=\"dots\" viewBox=\"0 0 11 11\">\(dot(index, x: "5.5", y: "5.5", radius: 4.4))</svg>"
        + "\(Markup.escape(Figures.short(name, longestName)))</li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>"
  }
}
