import Foundation

/// Progress of long work on standard error: a bar that redraws itself on a terminal, a plain line now and then when
/// piped, nothing when quiet.
public final class ProgressBar {
  public enum Style: Sendable { case terminal, lines, silent }

  private let style: Style
  private let clock = ContinuousClock()
  private var started: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?
  private var firstDone = 0
  private var drawn = false
  private var label = ""

  /// - Parameter quiet: says nothing at all.
  public init(quiet: Bool) {
    style = quiet ? .silent : isatty(STDERR_FILENO) == 1 ? .terminal : .lines
    started = clock.now
  }

  /// A new piece of work begins, some of it perhaps done before.
  public func begin(_ label: String, done: Int = 0) {
    self.label = label
    started = clock.now
    lastDrawn = style == .lines ? clock.now : nil
    firstDone = done
  }

  /// - Parameters:
  ///   - unit: what is counted, in the plural.
  ///   - note: more to say, such as the loss; asked for only when it will be drawn.
  public func update(_ done: Int, of total: Int, unit: String, note: @autoclosure () -> String = "") {
    guard style != .silent else { return }
    let now = clock.now
    let interval: Duration = style == .terminal ? .milliseconds(100) : .seconds(10)
    if let lastDrawn, now - lastDrawn < interval { return }
    lastDrawn = now
    let seconds = max((now - started).seconds, 1e-6)
    let rate = Double(done - firstDone) / seconds
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    var parts = [label]
    if style == .terminal { parts.append(Self.bar(share)) }
    parts.append("\(Int(share * 100))%")
    parts.append("\(Self.grouped(Int(rate))) \(unit)/s")
    let note = note()
    if !note.isEmpty { parts.append(note) }
    if rate > 0, total > done { parts.append("\(Self.time(Double(total - done) / rate)) left") }
    let line = parts.joined(separator: "  ")
    if style == .terminal {
      write("\r\u{1B}[K\(line)")
      drawn = true
    } else {
      write(line + "\n")
    }
  }

  /// Removes the bar and leaves a line in its place.
  public func say(_ line: String) {
    guard style != .silent else { return }
    clear()
    write(line + "\n")
  }

  /// Removes the bar.
  public func clear() {
    if drawn { write("\r\u{1B}[K") }
    drawn = false
  }

  static func bar(_ share: Double) -> String {
    let width = 24
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  /// 1234567 → 1,234,567
  public static func grouped(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  /// 75 → 1:15
  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
    let tail = rest < 10 ? "0\(rest)" : "\(rest)"
    return minutes < 60
      ? "\(minutes):\(tail)" : "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(tail)"
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

extension Duration {
  /// As a number of seconds.
  public var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
