/// Numbers that are no longer numbers: training, or whatever else needed them, stops before it harms anything.
public struct NumbersBroke: Error, CustomStringConvertible {
  private let what: String

  /// - Parameter what: is not a finite number, such as "the loss of step 7".
  init(_ what: String) { self.what = what }

  public var description: String {
    "\(what) is not a finite number; a lower --learning-rate usually helps, and what was good before is untouched"
  }
}
