/// A setting that may be left open: until a value is given, a standard one holds, and what knows the log may choose another.
///
///     @Open public var clusters = 9
///     settings.clusters    // the value that holds
///     settings.$clusters   // the given one; nil while it is open
@propertyWrapper
public struct Open<Value: Equatable & Sendable>: Equatable, Sendable {
  public var projectedValue: Value?
  private let standard: Value

  public init(wrappedValue: Value) { standard = wrappedValue }

  public var wrappedValue: Value {
    get { projectedValue ?? standard }
    set { projectedValue = newValue }
  }
}
