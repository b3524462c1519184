import Tensors

/// What long work is handed besides its input: where it reports to, and what stops it.
public struct RunContext: Sendable {
  public let reporter: any Reporter
  public let cancellation: Cancellation

  public init(reporter: any Reporter = SilentReporter(), cancellation: Cancellation = Cancellation()) {
    (self.reporter, self.cancellation) = (reporter, cancellation)
  }
}
