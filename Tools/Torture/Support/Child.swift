import Foundation

/// A program that was started, its output in files: nothing blocks, however much it writes.
final class Child {
  let pid: pid_t
  let started = ContinuousClock.now
  private let out: URL
  private let err: URL
  private var ended: Ended?

  /// How a program ended.
  struct Ended {
    /// Nil if a signal ended it.
    let code: Int32?
    let signal: Int32?
    /// It had to be killed, as its time was over.
    let late: Bool
    let out: String
    let err: String

    /// How it ended, in words for a failure's line.
    var summary: String {
      let how = late ? "ran too long" : code.map { "exit \($0)" } ?? "signal \(signal ?? 0)"
      let lines = err.split(separator: "\n")
      let cause = lines.first { $0.contains("Fatal error") || $0.contains("terminate") || $0.contains("rror:") }
      let text = cause ?? lines.first ?? ""
      return text.isEmpty ? how : "\(how): \(text.prefix(300))"
    }
  }

  /// - Parameters:
  ///   - environment: over that of this process.
  ///   - log: a folder for the files of its output.
  /// - Throws: `TortureError` if it cannot be started.
  init(_ program: URL, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
    let name = "\(UInt64.random(in: 0 ... .max))"
    out = log.appendingPathComponent("\(name).out")
    err = log.appendingPathComponent("\(name).err")
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, out.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_addopen(&actions, 2, err.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    // A crash shall be quick, and print its line only.
    let all = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
      .merging(environment) { $1 }
    var command = ([program.path] + arguments).map { strdup($0) }
    command.append(nil)
    var variables = all.map { strdup("\($0.key)=\($0.value)") }
    variables.append(nil)
    defer { for text in command + variables { free(text) } }
    var pid: pid_t = 0
    let refusal = posix_spawn(&pid, program.path, &actions, nil, command, variables)
    guard refusal == 0 else {
      throw TortureError("\(program.path) cannot be started: \(String(cString: strerror(refusal)))")
    }
    self.pid = pid
  }

  deinit {
    if ended == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    unlink(out.path)
    unlink(err.path)
  }

  var seconds: Double { started.seconds }

  /// What it has taken of processors so far; 0 on systems that do not report it.
  var processorSeconds: Double {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    // Behind the name, which is in brackets, user and system time are the 12th and 13th field.
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// How it ended; nil while it runs.
  func poll() -> Ended? {
    if let ended { return ended }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    return note(status, late: false)
  }

  /// Whether it has a handler for a signal by now; assumed on systems that do not report it.
  func handles(_ signal: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return true }
    let line = text.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    guard let digits = line?.split(separator: "\t").last, let caught = UInt64(digits, radix: 16) else { return true }
    return caught >> UInt64(signal - 1) & 1 == 1
  }

  func send(_ signal: Int32) { if ended == nil { kill(pid, signal) } }

  /// Waits for its end; kills it when its time is over.
  func wait(seconds limit: Double = 60) -> Ended {
    while true {
      if let ended = poll() { return ended }
      guard seconds < limit else { break }
      usleep(500)
    }
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return note(status, late: true)
  }

  private func note(_ status: Int32, late: Bool) -> Ended {
    func text(_ url: URL) -> String { String(decoding: (try? Data(contentsOf: url)) ?? Data(), as: UTF8.self) }
    let signal = status & 0x7f
    let now = Ended(
      code: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal, late: late, out: text(out),
      err: text(err))
    ended = now
    return now
  }
}
