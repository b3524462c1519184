import Foundation
import Testing

/// What README and the documentation show of the code is the code.
@Suite struct ReadmeTests {
  private let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  private func text(_ path: String) throws -> String {
    try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("ADL's forward pass in README is the one in ADL.swift, line for line")
  func forwardPass() throws {
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
    let blocks = try text("README.md").components(separatedBy: "```").enumerated()
      .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("swift\n") }
    let shown = try #require(
      blocks.map { lines($0.element.dropFirst("swift\n".count)) }.first { $0[0].hasPrefix("let e = ") })
    let real = lines(try text("Sources/ScenarioModels/Models/ADL.swift"))
    let start = try #require(real.firstIndex(of: shown[0]))
    #expect(Array(real[start...].prefix(shown.count)) == shown)
  }

  @Test(
    "Every file that a page names is there",
    arguments: ["README.md", "CONTRIBUTING.md", "docs/Figures.md", "docs/Models.md", "docs/Performance.md"])
  func links(page: String) throws {
    let folder = package.appendingPathComponent(page).deletingLastPathComponent()
    for link in try text(page).components(separatedBy: "](").dropFirst() {
      let target = link.prefix { $0 != ")" && $0 != "#" }
      guard !target.isEmpty, !target.hasPrefix("http") else { continue }
      let file = folder.appendingPathComponent(String(target)).standardizedFileURL
      #expect(FileManager.default.fileExists(atPath: file.path), "\(page): \(target)")
    }
  }

  @Test(
    "Every folder and file in the documentation's tables is there",
    arguments: ["TheWayOfTheData", "ThePaper", "AddAModel", "AddAMetric", "AddAFormat", "AddACommand"])
  func documentation(article: String) throws {
    let modules = ["ClickLog/", "ScenarioModels/", "Tensors/", "Training/", "Evaluation/", "Program/", "Runs/"]
    let names = try text("Sources/ADL/ADL.docc/\(article).md").split(separator: "`")
    for name in names where modules.contains(where: name.hasPrefix) {
      let file = package.appendingPathComponent("Sources/\(name)")
      #expect(FileManager.default.fileExists(atPath: file.path), "\(article): \(name)")
    }
  }
}
