import ClickLog

/// Where long work (preparing, training, comparing, tuning, mapping) reports how far it is, and what its user should know.
///
/// Handed in, never global. Each requirement has a default that does nothing, so that a program implements what it shows.
public protocol Reporter: Sendable {
  /// A stage of the work begins, some of it perhaps done before.
  ///
  /// - Parameter stage: a word or two, such as "reading".
  func begin(_ stage: String, done: Int)
  /// - Parameters:
  ///   - unit: what is counted, in the plural.
  ///   - note: more to show beside it; asked for only where it will be shown.
  func update(_ done: Int, of total: Int, unit: String, note: () -> String)
  /// The stage is over.
  func end()
  func remark(_ remark: Remark)
  /// What follows one training: the only one, or one of several.
  func observer(of training: TrainingTask) -> any TrainingObserver
}

extension Reporter {
  public func begin(_ stage: String, done: Int) {}
  public func update(_ done: Int, of total: Int, unit: String, note: () -> String) {}
  public func end() {}
  public func remark(_ remark: Remark) {}
  public func observer(of training: TrainingTask) -> any TrainingObserver { SilentObserver() }

  public func begin(_ stage: String) { begin(stage, done: 0) }
  public func update(_ done: Int, of total: Int, unit: String) { update(done, of: total, unit: unit) { "" } }
  public func note(_ text: String, remedy: Remedy? = nil) { remark(Remark(.note, text, remedy: remedy)) }
  public func warn(_ text: String, remedy: Remedy? = nil) { remark(Remark(.warning, text, remedy: remedy)) }
}

/// Reports to no one.
public struct SilentReporter: Reporter {
  public init() {}
}
