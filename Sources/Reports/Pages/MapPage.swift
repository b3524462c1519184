import Evaluation

/// A map of rows as a page of its own.
public struct MapPage: Sendable {
  private let map: ClusterMap
  private let model: String
  private let data: String
  private let facts: String
  private let details: String?
  private let version: String

  /// - Parameters:
  ///   - model: as a reader knows it.
  ///   - facts: a sentence on what was mapped.
  ///   - details: more of it.
  public init(
    _ map: ClusterMap, model: String, data: String, facts: String, details: String? = nil, version: String
  ) {
    (self.map, self.model, self.data, self.version) = (map, model, data, version)
    (self.facts, self.details) = (facts, details)
  }

  public func html() -> String {
    let title = Markup.escape("Where \(model) routes \(data)")
    return PageStyle.page(
      title: title,
      content: """
        <header>
        <p class="kind">\(title)</p>
        <h1>\(Markup.escape(facts))</h1>
        \(details.map { "<p class=\"certain\">\(Markup.escape($0))</p>" } ?? "")
        </header>
        <section>
        \(map.points.isEmpty ? Markup.absence("no row has a place in the plane") : map.html())</section>
        <footer>Written by adl \(Markup.escape(version)).</footer>
        """)
  }
}
