import ClickLog
import ScenarioModels
import Settings
import Training
import Yams

extension RunSettings {
  /// Reads settings over the defaults. Keys may be spelt like the flags (`batch-size`) or like here (`batchSize`).
  ///
  /// - Throws: `SettingsError`, one line with the file, the key and what was expected.
  public init(yaml: String, file: String, models: [ModelKind] = ModelKind.builtIn) throws(SettingsError) {
    do { try YAMLSize.check(yaml, file: file) } catch { throw SettingsError("\(error)") }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw Self.wrong("\(file): not YAML: \("\(error)".split(separator: "\n").first ?? "")")
    }
    self.init(models: models)
    guard let root else { return }
    guard let mapping = root.mapping else { throw Self.wrong("\(file): expected lines of the form 'key: value'") }
    for (keyNode, value) in mapping {
      let written = keyNode.string ?? ""
      guard let setting = setting(written) else {
        let keys = declared.map(\.key).joined(separator: ", ")
        throw Self.wrong("\(file): unknown setting '\(written)'; expected one of \(keys)")
      }
      guard let value = SettingValue(value, setting.kind), setting.set(value, in: &self) else {
        throw Self.wrong("\(file): \(written): expected \(setting.expectation)")
      }
    }
    try validate()
  }

  /// One line, also where a file's own words are in it.
  private static func wrong(_ problem: String) -> SettingsError { SettingsError(LogError.shortLine(problem)) }

  /// As YAML, every setting resolved; those without a value are left out.
  public func yaml() throws -> String {
    let pairs = declared.compactMap { setting in setting.value(in: self).node.map { (Node(setting.key), $0) } }
    return try Yams.serialize(node: Node(pairs))
  }

  /// Each setting's key and value in words, in the order of `run.yaml`.
  public var pairs: [(key: String, value: String)] {
    declared.compactMap { setting in
      let value = setting.value(in: self)
      return value == .none ? nil : (setting.key, value.text)
    }
  }
}

extension SettingValue {
  /// Nil where the node is no value of this kind.
  init?(_ node: Node, _ kind: SettingKind) {
    if node.null != nil {
      self = .none
      return
    }
    let value: SettingValue? =
      switch kind {
      case .flag: node.bool.map(SettingValue.flag)
      case .integer: node.int.map(SettingValue.integer)
      case .number: node.float.map(SettingValue.number)
      case .text, .choice: node.string.map(SettingValue.text)
      case .integers:
        node.sequence.map { $0.map(\.int) }.flatMap { numbers in
          numbers.contains(nil) ? nil : .integers(numbers.compactMap { $0 })
        }
      }
    guard let value else { return nil }
    self = value
  }

  /// Fractions in the language's own text (`0.001`): `YAMLEncoder` would write `1e-3`, by a formatter of Foundation that
  /// needs the tables of every language in the world (scripts/release).
  fileprivate var node: Node? {
    switch self {
    case .none: nil
    case .flag(let flag): flag.box()
    case .integer(let number): number.box()
    case .number(let number): Node("\(number)", Tag(.float))
    case .text(let text): Node(text)
    case .integers(let numbers): Node(numbers.map { $0.box() })
    }
  }
}
