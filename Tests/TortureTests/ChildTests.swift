import Foundation
import Testing

@testable import torture

@Suite struct ChildTests {
  @Test("An exit code with its output, a signal and a timeout are each reported") func endsAreReported() throws {
    let log = FileManager.default.temporaryDirectory
    let sh = URL(fileURLWithPath: "/bin/sh")
    let failing = try Child(sh, ["-c", "echo out; echo err >&2; exit 3"], log: log).wait()
    #expect(failing.code == 3 && failing.out == "out\n" && failing.err == "err\n")
    let killed = try Child(sh, ["-c", "kill -9 $$"], log: log).wait()
    #expect(killed.signal == SIGKILL && killed.code == nil)
    let late = try Child(sh, ["-c", "exec sleep 100"], log: log).wait(seconds: 0.1)
    #expect(late.late)
  }
}
