import Foundation
import Tensors

/// When a running program is struck, and by what.
struct Moment {
  enum When {
    /// So many seconds after the start.
    case after(Double)
    /// The so manieth time that it is seen to save.
    case saving(Int)
  }
  let when: When
  let signal: Int32

  var summary: String {
    let what = signal == SIGKILL ? "KILL" : signal == SIGINT ? "INT" : "TERM"
    return switch when {
    case .after(let seconds): "\(what) after \(Int(seconds * 1000)) ms"
    case .saving(let count): "\(what) at save \(count)"
    }
  }

  /// - Parameters:
  ///   - seconds: how long the program takes when it is left alone.
  ///   - saves: how often it saves then.
  static func draw(_ random: inout RandomGenerator, seconds: Double, saves: Int, signals: Bool = true) -> Moment {
    let signal = signals && random.index(below: 3) == 0 ? (random.index(below: 2) == 0 ? SIGINT : SIGTERM) : SIGKILL
    if random.index(below: 2) == 0 { return Moment(when: .saving(1 + random.index(below: saves)), signal: signal) }
    return Moment(when: .after(random.uniform() * 1.1 * seconds), signal: signal)
  }

  /// Waits for the moment and strikes; at once, if the program ends before.
  ///
  /// - Parameter isSaving: whether it is saving right now.
  /// - Returns: when it was struck, in seconds from its start; nil if it had ended by itself.
  func strike(_ child: Child, isSaving: () -> Bool) -> Double? {
    var seen = 0
    var before = false
    while true {
      switch when {
      case .after(let seconds):
        if child.seconds >= seconds { return hit(child) }
        usleep(500)
      case .saving(let count):
        let now = isSaving()
        if now, !before { seen += 1 }
        before = now
        if now, seen >= count { return hit(child) }
        usleep(30)
      }
      if child.poll() != nil || child.seconds > 60 { return nil }
    }
  }

  private func hit(_ child: Child) -> Double? {
    // A program that has only just begun to live cannot answer yet.
    while signal != SIGKILL, !child.handles(signal), child.poll() == nil { usleep(200) }
    let seconds = child.seconds
    guard child.poll() == nil else { return nil }
    child.send(signal)
    return seconds
  }
}
