import Foundation

/// Plain facts and values of metrics that are keys of one JSON object. The facts are reached as if they were its own:
/// `metrics.rows` is `metrics.facts.rows`.
@dynamicMemberLookup
public protocol MeasuredRecord: Measured, Codable, Sendable, Equatable {
  associatedtype Facts: Codable
  var facts: Facts { get set }

  init(_ facts: Facts, _ values: MetricValues<Value>)
}

extension MeasuredRecord {
  public subscript<Fact>(dynamicMember fact: WritableKeyPath<Facts, Fact>) -> Fact {
    get { facts[keyPath: fact] }
    set { facts[keyPath: fact] = newValue }
  }

  /// Reads the facts, and those of the decoder's metrics (`Metric.all` unless it was given others) that are there.
  public init(from decoder: any Decoder) throws {
    let given = CodingUserInfoKey.metrics.flatMap { decoder.userInfo[$0] as? [Metric] }
    self.init(try Facts(from: decoder), try MetricValues(from: decoder, given ?? Metric.all))
  }

  public func encode(to encoder: any Encoder) throws {
    try facts.encode(to: encoder)
    try values.encode(to: encoder)
  }
}

extension CodingUserInfoKey {
  fileprivate static let metrics = CodingUserInfoKey(rawValue: "metrics")
}

extension JSONEncoder {
  /// The text of JSON files and of JSON printed: UTF-8, sorted keys, a line break at the end.
  package static func file(_ content: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(content) + Data("\n".utf8)
  }
}

extension JSONDecoder {
  /// What `JSONEncoder.file` wrote, with the values of these metrics.
  static func content<Content: Decodable>(of json: Data, _ metrics: [Metric]) throws -> Content {
    let decoder = JSONDecoder()
    if let key = CodingUserInfoKey.metrics { decoder.userInfo[key] = metrics }
    return try decoder.decode(Content.self, from: json)
  }
}
