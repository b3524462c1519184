import Yams

extension RunSettings {
  /// Each setting's key and value in words, in the order of `run.yaml`.
  public var pairs: [(key: String, value: String)] {
    get throws {
      guard let mapping = try Yams.compose(yaml: yaml())?.mapping else { return [] }
      return mapping.map { key, value in
        (key.string ?? "", value.string ?? (value.sequence?.compactMap(\.string).joined(separator: ", ") ?? ""))
      }
    }
  }
}
