import CYaml

/// Whether a YAML text is one that may be made into a tree: not nested so deeply that the stack ends, and without aliases
/// that make few lines stand for very many values ("billion laughs").
///
/// libyaml's events are looked at, which needs no stack and no memory to speak of; what makes the tree of them is Yams.
public enum YAMLSize {
  /// Levels of lists and mappings; a schema has five.
  public static let mostLevels = 100
  /// Values, each alias counted as all that it stands for.
  public static let mostValues = 1_000_000

  /// Throws `LogError` with the line where the text exceeds what is allowed. Other faults are left to the parser.
  ///
  /// - Parameter file: what the error calls the text.
  public static func check(_ yaml: String, file: String) throws {
    var yaml = yaml
    try yaml.withUTF8 { bytes in
      var parser = yaml_parser_t()
      guard yaml_parser_initialize(&parser) == 1 else { return }
      defer { yaml_parser_delete(&parser) }
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var size = YAMLSize.Counter()
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { return }
        defer { yaml_event_delete(&event) }
        if event.type == YAML_STREAM_END_EVENT { return }
        size.add(event)
        let line = Int(event.start_mark.line) + 1
        guard size.levels <= mostLevels else {
          throw LogError("lists and mappings lie in each other more than \(mostLevels) deep", file: file, line: line)
        }
        guard size.values <= mostValues else {
          throw LogError("its aliases (*name) stand for more than \(mostValues) values", file: file, line: line)
        }
      }
    }
  }

  /// Counts what a tree of the events so far would hold.
  private struct Counter {
    private(set) var values = 0
    var levels: Int { open.count }
    /// The lists and mappings that are not closed yet: their anchors, and how many values there were before them.
    private var open: [(anchor: String?, before: Int)] = []
    private var sizes: [String: Int] = [:]

    mutating func add(_ event: yaml_event_t) {
      switch event.type {
      case YAML_SCALAR_EVENT:
        values += 1
        if let anchor = Self.text(event.data.scalar.anchor) { sizes[anchor] = 1 }
      case YAML_SEQUENCE_START_EVENT: open.append((Self.text(event.data.sequence_start.anchor), values))
      case YAML_MAPPING_START_EVENT: open.append((Self.text(event.data.mapping_start.anchor), values))
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
        values += 1
        if let (anchor, before) = open.popLast(), let anchor { sizes[anchor] = values - before }
      case YAML_ALIAS_EVENT: values += Self.text(event.data.alias.anchor).flatMap { sizes[$0] } ?? 1
      default: break
      }
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
      bytes.map { String(cString: $0) }
    }
  }
}
