/// Settings and log do not fit; one line for the user.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
