import Settings
import Tensors

/// What training makes small: the loss of a batch's logits against its labels.
///
/// A loss is one file with a type that conforms, and a line in `LossKind.builtIn`.
public protocol Loss: Sendable {
  /// As in `--loss` and in files.
  static var name: String { get }
  init()

  /// The mean over the batch, each row's times its weight.
  ///
  /// - Parameters:
  ///   - logits: [n, 1].
  ///   - labels: n numbers in [0, 1].
  ///   - weights: n numbers from 0 on, 1 in the mean over the training rows; nil where all rows count the same.
  /// - Returns: [1, 1], on the tape.
  func callAsFunction(_ logits: Value, labels: [Float], weights: [Float]?, on tape: Tape) -> Value
}

/// A loss by its name.
public struct LossKind: NamedChoice {
  public let type: any Loss.Type

  public init(_ type: any Loss.Type) { self.type = type }

  /// The losses that come with this library.
  public static let builtIn = [crossEntropy]

  public var name: String { type.name }

  public static func == (a: LossKind, b: LossKind) -> Bool { a.type == b.type }
}
