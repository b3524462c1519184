import Foundation
import Reports
import Testing

/// Pages as a browser shows them, where Chromium is installed.
struct BrowserTests {
  private static let browser: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }.first(
      where: FileManager.default.isExecutableFile)
  }()

  /// What a script says of the page once it is laid out.
  private func measured(_ page: String, _ script: String, _ arguments: [String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adl-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("page.html")
    let probe = "<script>document.title = [\(script)].join('|')</script></body>"
    try page.replacingOccurrences(of: "</body>", with: probe).write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.browser))
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--user-data-dir=\(folder.appendingPathComponent("profile").path)",
      ] + arguments + ["--dump-dom", file.absoluteString]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let title = try #require(text.firstRange(of: "<title>")).upperBound
    let end = try #require(text[title...].firstRange(of: "</title>")).lowerBound
    return text[title..<end].split(separator: "|").map { String($0) }
  }

  /// On a phone and on a desk nothing sticks out sideways, and every picture has its size.
  @Test(.enabled(if: browser != nil, "needs Chromium"), arguments: [390, 1200])
  func fitsItsWindow(width: Int) throws {
    let page = HTMLReport(SampleReport.report()).html()
    let script = """
      document.documentElement.scrollWidth <= window.innerWidth,
      [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width < 8).length,
      document.querySelectorAll('section').length
      """
    let found = try measured(page, script, ["--window-size=\(width),2000"])
    #expect(found == ["true", "0", "7"])
  }

  /// So does a comparison of many, and of long names; no label of a picture lies on another one.
  @Test(.enabled(if: browser != nil, "needs Chromium"), arguments: [390, 1200])
  func aComparisonFitsItsWindow(width: Int) throws {
    let script = """
      document.documentElement.scrollWidth <= window.innerWidth,
      [...document.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width < 1).length,
      [...document.querySelectorAll('svg[viewBox][role=img]')].filter(s => {
        const boxes = [...s.querySelectorAll('text.label')].map(t => t.getBoundingClientRect())
        return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 && b.left < a.right - 1
          && a.top < b.bottom - 3 && b.top < a.bottom - 3))
      }).length
      """
    for comparison in [
      SampleComparison.comparison(models: 20, scenarios: 29, against: 0),
      SampleComparison.comparison(scenarios: 5, named: String(repeating: "long", count: 25)),
      SampleComparison.comparison(models: 2, scenarios: 1, seeds: 1),
    ] {
      #expect(
        try measured(ComparePage(comparison).html(), script, ["--window-size=\(width),2000"]) == ["true", "0", "0"])
    }
  }

  /// Dark where the reader's system is dark: the page and its text swap.
  @Test(.enabled(if: browser != nil, "needs Chromium"), arguments: [0, 1])
  func followsTheSystem(scheme: Int) throws {
    let script = "getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color"
    let found = try measured(
      HTMLReport(SampleReport.report()).html(), script, ["--blink-settings=preferredColorScheme=\(scheme)"])
    let dark = ["rgb(20, 24, 28)", "rgb(228, 232, 236)"]
    let light = ["rgb(255, 255, 255)", "rgb(29, 35, 41)"]
    #expect(found == (scheme == 0 ? dark : light))
  }

  /// No page asks the network for anything.
  @Test func nothingIsLoaded() {
    let page = HTMLReport(SampleReport.report()).html()
    for word in ["http://", "https://", "src=", "href=", "@import", "url("] { #expect(!page.contains(word), "\(word)") }
  }
}
