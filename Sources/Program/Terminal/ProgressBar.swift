import Evaluation
import Foundation
import Synchronization
import Training

/// Progress of long work on standard error: a bar that redraws itself on a terminal, a plain line now and then when
/// piped, nothing when quiet.
final class ProgressBar: Sendable {
  enum Style: Sendable { case terminal, lines, silent }

  private struct State {
    var label = ""
    var started: ContinuousClock.Instant
    var lastDrawn: ContinuousClock.Instant?
    /// Done before this piece of work began; no part of its rate.
    var firstDone = 0
    /// Whether the terminal shows a bar now.
    var visible = false
  }

  private let style: Style
  private let clock = ContinuousClock()
  private let state: Mutex<State>

  /// - Parameter quiet: shows nothing at all.
  init(quiet: Bool) {
    style = quiet ? .silent : isatty(STDERR_FILENO) == 1 ? .terminal : .lines
    state = Mutex(State(started: ContinuousClock().now))
  }

  /// A new piece of work begins, some of it perhaps done before.
  func begin(_ label: String, done: Int = 0) {
    let now = clock.now
    state.withLock { state in
      state.label = label
      state.started = now
      // A terminal shows a bar at once; piped, only work that takes long is worth a line.
      state.lastDrawn = style == .lines ? now : nil
      state.firstDone = done
    }
  }

  /// - Parameters:
  ///   - unit: what is counted, in the plural.
  ///   - note: more to say, such as the loss; asked for only when it will be drawn.
  func update(_ done: Int, of total: Int, unit: String, note: @autoclosure () -> String = "") {
    guard style != .silent else { return }
    let now = clock.now
    let interval: Duration = style == .terminal ? .milliseconds(100) : .seconds(10)
    let line: String? = state.withLock { state in
      if let last = state.lastDrawn, now - last < interval { return nil }
      state.lastDrawn = now
      state.visible = style == .terminal
      let rate = Double(done - state.firstDone) / max((now - state.started).seconds, 1e-6)
      return Self.line(
        state.label, done: done, of: total, rate: rate, unit: unit, note: note(), withBar: style == .terminal)
    }
    if let line { put(style == .terminal ? "\r\u{1B}[K\(line)" : line + "\n") }
  }

  /// Removes the bar and leaves a line in its place.
  func write(_ line: String) {
    guard style != .silent else { return }
    clear()
    put(line + "\n")
  }

  /// Removes the bar.
  func clear() {
    let visible = state.withLock { state in
      defer { state.visible = false }
      return state.visible
    }
    if visible { put("\r\u{1B}[K") }
  }

  static func line(
    _ label: String, done: Int, of total: Int, rate: Double, unit: String, note: String, withBar: Bool
  ) -> String {
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    var parts = [label]
    if withBar { parts.append(bar(share)) }
    parts.append("\(Int(share * 100))%")
    // A few large pieces of work have no rate worth reading.
    if total > 100 {
      parts.append("\(Figures.count(Int(rate))) \(unit)/s")
    } else {
      parts.append("\(done) of \(total) \(unit)")
    }
    if !note.isEmpty { parts.append(note) }
    if rate > 0, total > done { parts.append("\(time(Double(total - done) / rate)) left") }
    return parts.joined(separator: "  ")
  }

  static func bar(_ share: Double) -> String {
    let width = 24
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  /// 75 → 1:15
  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let (minutes, rest) = whole.quotientAndRemainder(dividingBy: 60)
    let tail = rest < 10 ? "0\(rest)" : "\(rest)"
    return minutes < 60
      ? "\(minutes):\(tail)" : "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60):\(tail)"
  }

  private func put(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
