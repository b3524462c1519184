import Foundation

/// The compiler's own fuzzer: it changes inputs, keeps those that reach code which none had reached, and continues from these.
///
/// Only builds of scripts/fuzz have it; others look for it in vain.
struct LibFuzzer {
  private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  private typealias Driver =
    @convention(c) (
      UnsafeMutablePointer<CInt>, UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, Callback
    ) -> CInt

  private let driver: Driver

  /// What is done with an input. The fuzzer's callback has no context, so that this has no other place.
  nonisolated(unsafe) private static var attempt: (([UInt8]) -> Void)?

  /// Nil where the program was built without it.
  init?() {
    guard let symbol = dlsym(nil, "LLVMFuzzerRunDriver") else { return nil }
    driver = unsafeBitCast(symbol, to: Driver.self)
  }

  /// Fuzzes until the time is over, or the process's end at a crash; it ends the process itself.
  ///
  /// - Parameters:
  ///   - arguments: as libFuzzer takes them: folders of inputs, and options.
  ///   - attempt: is given each input; a crash or `abort()` in it is a finding.
  func run(_ arguments: [String], _ attempt: @escaping ([UInt8]) -> Void) {
    Self.attempt = attempt
    var pointers: [UnsafeMutablePointer<CChar>?] = (["fuzz"] + arguments).map { strdup($0) } + [nil]
    var count = CInt(pointers.count - 1)
    pointers.withUnsafeMutableBufferPointer { buffer in
      guard var start = buffer.baseAddress else { return }
      _ = driver(&count, &start) { bytes, count in
        LibFuzzer.attempt?(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      }
    }
  }
}
